/* Registers find and move callbacks again and again; register_late is called by the test when the plugins are loaded. */
#include "find.h"

static OrthancPluginErrorCode find_v1(
    OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query, const char* issuer, const char* called)
{
    log_line("find-v1");
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode find_v2(
    OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query, const OrthancPluginDicomConnection* connection)
{
    log_line("find-v2");
    return OrthancPluginErrorCode_Success;
}

EXPORT int32_t register_late_find(void)
{
    return register_find_v1(find_v1);
}

EXPORT int32_t register_late_move(void)
{
    return register_move_v1(NULL, NULL, NULL, NULL);
}

static int32_t on_initialize(void)
{
#ifdef NULL_FIRST
    report("null-find-v1", register_find_v1(NULL));
    report("null-find-v2", register_find_v2(NULL));
#endif
#ifndef NOTHING
    report("find-v2", register_find_v2(find_v2));
    report("find-v1", register_find_v1(find_v1));
    report("find-v2-again", register_find_v2(find_v2));
    report("move-v2", register_move_v2(NULL, NULL, NULL, NULL));
    report("move-v1", register_move_v1(NULL, NULL, NULL, NULL));
#endif
    return 0;
}
