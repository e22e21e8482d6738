// Lets a C++ exception out where THROW_IN says.
#define OWN_FINALIZE
#include "worklist.h"
#include <stdexcept>
#include <string>

#define IN_CALLBACK 1
#define IN_CALLBACK2 2
#define IN_INITIALIZE 3
#define IN_FINALIZE 4

static void throw_here(const char* where)
{
#ifdef THROW_NUMBER
    (void)where;
    throw 42;
#else
    throw std::runtime_error(std::string("thrown in ") + where);
#endif
}

#if THROW_IN == IN_CALLBACK2
static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers*, const OrthancPluginWorklistQuery*, const OrthancPluginDicomConnection*)
#else
static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers*, const OrthancPluginWorklistQuery*, const char*, const char*)
#endif
{
    throw_here("callback");
    return OrthancPluginErrorCode_Success;
}

static int32_t on_initialize()
{
#if THROW_IN == IN_INITIALIZE
    throw_here("initialize");
#endif
#if THROW_IN == IN_CALLBACK2
    return register_v2(on_worklist);
#else
    return register_v1(on_worklist);
#endif
}

EXPORT void OrthancPluginFinalize(void)
{
    log_line("finalize");
#if THROW_IN == IN_FINALIZE
    throw_here("finalize");
#endif
}
