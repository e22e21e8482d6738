// A REST callback that lets C++ exceptions out.
#include "rest.h"
#include <stdexcept>

static OrthancPluginErrorCode on_throw(OrthancPluginRestOutput* output, const char*, const OrthancPluginHttpRequest* request)
{
    if (request->getCount != 0)
        answer_text(output, "answered, then thrown");
    throw std::runtime_error("thrown on purpose");
}

static int32_t on_initialize(void)
{
    return register_rest("/throw", on_throw, 1);
}
