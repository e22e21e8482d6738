// Lets a C++ exception out of its find callback, after an answer that was refused.
#include "find.h"
#include <stdexcept>

#ifdef VERSION2
static OrthancPluginErrorCode on_find(OrthancPluginFindAnswers*, const OrthancPluginFindQuery*, const OrthancPluginDicomConnection*)
#else
static OrthancPluginErrorCode on_find(OrthancPluginFindAnswers*, const OrthancPluginFindQuery*, const char*, const char*)
#endif
{
    throw std::runtime_error("thrown in find");
}

static int32_t on_initialize()
{
#ifdef VERSION2
    return register_find_v2(on_find);
#else
    return register_find_v1(on_find);
#endif
}
