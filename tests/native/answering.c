/* Answers every query with the file ITEM, and does what the other macros say. */
#include "worklist.h"
#include <unistd.h>

#ifndef RESULT
#define RESULT 0
#endif

static OrthancPluginErrorCode answer(OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query)
{
#ifdef ITEM
    OrthancPluginMemoryBuffer item = {NULL, 0};
    int32_t match = -1;
    report("read", read_file(ITEM, &item));
    report("ismatch", is_match(query, item.data, item.size, &match));
    report("match", match);
    report("add", add_answer(answers, query, item.data, item.size));
    host->Free(item.data);
#endif
#ifdef GARBAGE
    int32_t none = -1;
    report("add-garbage", add_answer(answers, query, "this is no DICOM file", 21));
    report("match-garbage", is_match(query, "this is no DICOM file", 21, &none));
    report("match-garbage-result", none);
    report("add-nothing", add_answer(answers, query, NULL, 0));
    report("add-null-answers", add_answer(NULL, query, "x", 1));
    report("add-null-query", add_answer(answers, NULL, "x", 1));
    report("add-swapped", add_answer((OrthancPluginWorklistAnswers*)query, (const OrthancPluginWorklistQuery*)answers, "x", 1));
#endif
#ifdef SAVE_QUERY
    OrthancPluginMemoryBuffer file = {NULL, 0};
    report("get-query", get_query(query, &file));
    FILE* out = fopen(SAVE_QUERY, "wb");
    fwrite(file.data, 1, file.size, out);
    fclose(out);
    host->Free(file.data);
#endif
#ifdef INCOMPLETE
    report("incomplete", mark_incomplete(answers));
#endif
#ifdef BLOCK_ON
    /* Runs until the test makes the file. */
    report("blocked", 1);
    while (access(BLOCK_ON, F_OK) != 0)
        usleep(1000);
#endif
    return (OrthancPluginErrorCode)(RESULT);
}

#ifdef VERSION2
static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const OrthancPluginDicomConnection* connection)
{
    const char* text = NULL;
    report("remote-aet-code", connection_text(_OrthancPluginService_GetConnectionRemoteAet, connection, &text));
    report_text("remote-aet", text);
    report("remote-ip-code", connection_text(_OrthancPluginService_GetConnectionRemoteIp, connection, &text));
    report_text("remote-ip", text);
    report("called-aet-code", connection_text(_OrthancPluginService_GetConnectionCalledAet, connection, &text));
    report_text("called-aet", text);
    report("null-connection", connection_text(_OrthancPluginService_GetConnectionRemoteAet, NULL, &text));
    report("null-target", connection_text(_OrthancPluginService_GetConnectionRemoteAet, connection, NULL));
    return answer(answers, query);
}
#else
static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const char* issuer, const char* called)
{
    report_text("issuer", issuer);
    report_text("called", called);
    return answer(answers, query);
}
#endif

static int32_t on_initialize(void)
{
#ifdef VERSION2
    report("register", register_v2(on_worklist));
#else
    report("register", register_v1(on_worklist));
#endif
    return 0;
}
