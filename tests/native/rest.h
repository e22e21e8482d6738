/* The services of REST callbacks, as functions. */
#pragma once
#include "plugin.h"
#include <stdlib.h>

static OrthancPluginErrorCode register_rest(const char* expression, OrthancPluginRestCallback callback, int locked)
{
    _OrthancPluginRestCallback parameters = {expression, callback};
    return invoke(locked ? _OrthancPluginService_RegisterRestCallback : _OrthancPluginService_RegisterRestCallbackNoLock, &parameters);
}

static OrthancPluginErrorCode answer_buffer(OrthancPluginRestOutput* output, const void* body, size_t size, const char* type)
{
    _OrthancPluginAnswerBuffer parameters = {output, body, (uint32_t)size, type};
    return invoke(_OrthancPluginService_AnswerBuffer, &parameters);
}

static OrthancPluginErrorCode answer_text(OrthancPluginRestOutput* output, const char* text)
{
    return answer_buffer(output, text, strlen(text), "text/plain");
}

static OrthancPluginErrorCode with_argument(int service, OrthancPluginRestOutput* output, const char* argument)
{
    _OrthancPluginOutputPlusArgument parameters = {output, argument};
    return invoke(service, &parameters);
}

static OrthancPluginErrorCode set_header(int service, OrthancPluginRestOutput* output, const char* key, const char* value)
{
    _OrthancPluginSetHttpHeader parameters = {output, key, value};
    return invoke(service, &parameters);
}

static const char* argument_of(const OrthancPluginHttpRequest* request, const char* key)
{
    for (uint32_t i = 0; i < request->getCount; i++)
    {
        if (strcmp(request->getKeys[i], key) == 0)
            return request->getValues[i];
    }
    return NULL;
}

/* A text that grows. */
typedef struct
{
    char* text;
    size_t length;
} Text;

static void add_bytes(Text* text, const void* bytes, size_t length)
{
    text->text = (char*)realloc(text->text, text->length + length + 1);
    memcpy(text->text + text->length, bytes, length);
    text->length += length;
    text->text[text->length] = 0;
}

static void add_line(Text* text, const char* name, const char* value)
{
    add_bytes(text, name, strlen(name));
    add_bytes(text, "=", 1);
    add_bytes(text, value, strlen(value));
    add_bytes(text, "\n", 1);
}
