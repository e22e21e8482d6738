/* Has a find callback that does what the macros say. */
#include "find.h"
#include <unistd.h>

#ifndef RESULT
#define RESULT 0
#endif
#ifndef FIND_TIMES
#define FIND_TIMES 1
#endif

#ifdef KEEP
static OrthancPluginFindAnswers* kept_answers;
static const OrthancPluginFindQuery* kept_query;
#endif

static void dump_keys(const OrthancPluginFindQuery* query)
{
    uint32_t size = 0, i;
    report("size-code", query_size(query, &size));
    report("size", size);
    for (i = 0; i < size; i++)
    {
        uint16_t group = 0, element = 0;
        char *name = NULL, *value = NULL, line[512];
        OrthancPluginErrorCode tag_code = query_tag(query, i, &group, &element);
        OrthancPluginErrorCode name_code = query_name(query, i, &name);
        OrthancPluginErrorCode value_code = query_value(query, i, &value);
        snprintf(line, sizeof(line), "%d %d %d %04x,%04x %s [%s]", tag_code, name_code, value_code, group, element,
            name == NULL ? "(null)" : name, value == NULL ? "(null)" : value);
        report_text("key", line);
        host->Free(name);
        host->Free(value);
    }
}

static void misuse(OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query)
{
    uint32_t size = 0;
    uint16_t group = 0, element = 0;
    char* text = NULL;
    query_size(query, &size);
    report("tag-past", query_tag(query, size, &group, &element));
    report("name-past", query_name(query, size, &text));
    report("value-past", query_value(query, UINT32_MAX, &text));
    report("size-null", query_size(query, NULL));
    report("tag-null", query_tag(query, 0, NULL, &element));
    report("name-null", query_name(query, 0, NULL));
    report("query-null", query_size(NULL, &size));
    report("query-wrong", query_size((const OrthancPluginFindQuery*)answers, &size));
    report("add-garbage", add_find_answer(answers, "this is no DICOM file", 21));
    report("add-nothing", add_find_answer(answers, NULL, 0));
    report("add-null", add_find_answer(NULL, "x", 1));
    report("add-wrong", add_find_answer((OrthancPluginFindAnswers*)query, "x", 1));
    report_text("text-after", text);
}

static OrthancPluginErrorCode answer(OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query)
{
#ifdef DUMP_KEYS
    dump_keys(query);
#endif
#ifdef MISUSE
    misuse(answers, query);
#endif
#ifdef KEEP
    kept_answers = answers;
    kept_query = query;
#endif
#ifdef ITEM
    OrthancPluginMemoryBuffer item = {NULL, 0};
    int i;
    report("read", read_file(ITEM, &item));
    for (i = 0; i < FIND_TIMES; i++)
        report("add", add_find_answer(answers, item.data, item.size));
    host->Free(item.data);
#endif
#ifdef INCOMPLETE
    report("incomplete", mark_find_incomplete(answers));
#endif
#ifdef BLOCK_ON
    /* Runs until the test makes the file. */
    report("blocked", 1);
    while (access(BLOCK_ON, F_OK) != 0)
        usleep(1000);
    report("unblocked", 1);
#endif
    return (OrthancPluginErrorCode)(RESULT);
}

#ifdef VERSION2
static OrthancPluginErrorCode on_find(
    OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query, const OrthancPluginDicomConnection* connection)
{
    const char* text = NULL;
    report("remote-aet-code", connection_text(_OrthancPluginService_GetConnectionRemoteAet, connection, &text));
    report_text("remote-aet", text);
    report("remote-ip-code", connection_text(_OrthancPluginService_GetConnectionRemoteIp, connection, &text));
    report_text("remote-ip", text);
    report("called-aet-code", connection_text(_OrthancPluginService_GetConnectionCalledAet, connection, &text));
    report_text("called-aet", text);
    return answer(answers, query);
}
#else
static OrthancPluginErrorCode on_find(
    OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query, const char* issuer, const char* called)
{
    report_text("issuer", issuer);
    report_text("called", called);
    return answer(answers, query);
}
#endif

#ifdef WORKLIST_TOO
static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const char* issuer, const char* called)
{
    /* The interface has one object behind both kinds of answers. */
    report("worklist", 1);
    return mark_find_incomplete((OrthancPluginFindAnswers*)answers);
}
#endif

#ifdef KEEP
EXPORT void use_dead_handles(void)
{
    uint32_t size = 0;
    uint16_t group = 0, element = 0;
    char* text = NULL;
    report("dead-size", query_size(kept_query, &size));
    report("dead-tag", query_tag(kept_query, 0, &group, &element));
    report("dead-name", query_name(kept_query, 0, &text));
    report("dead-value", query_value(kept_query, 0, &text));
    report("dead-add", add_find_answer(kept_answers, "x", 1));
    report("dead-incomplete", mark_find_incomplete(kept_answers));
}
#endif

static int32_t on_initialize(void)
{
#ifdef VERSION2
    report("register", register_find_v2(on_find));
#else
    report("register", register_find_v1(on_find));
#endif
#ifdef WORKLIST_TOO
    report("register-worklist", register_v1(on_worklist));
#endif
    return 0;
}
