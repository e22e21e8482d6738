/* Registers callbacks as MODE says; register_late is called by the test when the plugins are loaded. */
#include "worklist.h"

static OrthancPluginErrorCode never_v1(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const char* issuer, const char* called)
{
    (void)answers, (void)query, (void)issuer, (void)called;
    log_line("called-v1");
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode never_v2(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const OrthancPluginDicomConnection* connection)
{
    (void)answers, (void)query, (void)connection;
    log_line("called-v2");
    return OrthancPluginErrorCode_Success;
}

EXPORT int32_t register_late(void)
{
    return register_v1(never_v1);
}

static int32_t on_initialize(void)
{
#ifdef NULL_FIRST
    report("null-v1", register_v1(NULL));
    report("null-v2", register_v2(NULL));
#endif
#ifndef NOTHING
    report("first-v2", register_v2(never_v2));
    report("second-v1", register_v1(never_v1));
    report("second-v2", register_v2(never_v2));
#endif
    return 0;
}
