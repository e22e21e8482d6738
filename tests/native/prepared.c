/* Answers each query with the one item of the file ITEM, read at the start, if it matches: what samples/worklist-hello does, in C. */
#include "worklist.h"

static OrthancPluginMemoryBuffer item = {NULL, 0};

static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const char* issuer, const char* called)
{
    int32_t match = 0;
    is_match(query, item.data, item.size, &match);
    return match ? add_answer(answers, query, item.data, item.size) : OrthancPluginErrorCode_Success;
}

static int32_t on_initialize(void)
{
    return read_file(ITEM, &item) == OrthancPluginErrorCode_Success && register_v1(on_worklist) == OrthancPluginErrorCode_Success ? 0 : -1;
}
