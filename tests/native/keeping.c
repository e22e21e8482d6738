/* Keeps its handles, which are dead once the callback has returned; use_dead_handles is called by the test. */
#include "worklist.h"

static OrthancPluginWorklistAnswers* kept_answers;
static const OrthancPluginWorklistQuery* kept_query;
static const OrthancPluginDicomConnection* kept_connection;

static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const OrthancPluginDicomConnection* connection)
{
    kept_answers = answers;
    kept_query = query;
    kept_connection = connection;
    return OrthancPluginErrorCode_Success;
}

EXPORT void use_dead_handles(void)
{
    OrthancPluginMemoryBuffer file = {NULL, 0};
    int32_t match = -1;
    const char* text = NULL;
    report("dead-add", add_answer(kept_answers, kept_query, "x", 1));
    report("dead-incomplete", mark_incomplete(kept_answers));
    report("dead-match", is_match(kept_query, "x", 1, &match));
    report("dead-query", get_query(kept_query, &file));
    report("dead-connection", connection_text(_OrthancPluginService_GetConnectionRemoteIp, kept_connection, &text));
    report("never-alive", mark_incomplete((OrthancPluginWorklistAnswers*)0x1234567));
}

static int32_t on_initialize(void)
{
    return register_v2(on_worklist);
}
