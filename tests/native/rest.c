/* Serves addresses under /test, each of which shows a part of the REST services. BLOCK_ON is the file that /test/hang waits for. */
#include "rest.h"
#include <unistd.h>

static OrthancPluginRestOutput* kept;

/* Tells all that the request holds. */
static OrthancPluginErrorCode on_echo(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    Text text = {NULL, 0};
    char method[16];
    snprintf(method, sizeof(method), "%d", (int)request->method);
    add_line(&text, "method", method);
    add_line(&text, "uri", uri);
    for (uint32_t i = 0; i < request->groupsCount; i++)
        add_line(&text, "group", request->groups[i]);
    for (uint32_t i = 0; i < request->getCount; i++)
    {
        add_line(&text, "key", request->getKeys[i]);
        add_line(&text, "value", request->getValues[i]);
    }
    for (uint32_t i = 0; i < request->headersCount; i++)
    {
        if (strncmp(request->headersKeys[i], "x-", 2) == 0)
        {
            add_line(&text, "header", request->headersKeys[i]);
            add_line(&text, "is", request->headersValues[i]);
        }
    }
    add_bytes(&text, "body=", 5);
    if (request->bodySize != 0)
        add_bytes(&text, request->body, request->bodySize);
    answer_buffer(output, text.text, text.length, "text/plain");
    free(text.text);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_fail(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    const char* details = argument_of(request, "details");
    if (details != NULL)
    {
        _OrthancPluginSetHttpErrorDetails parameters = {output, details, 1};
        report("details", invoke(_OrthancPluginService_SetHttpErrorDetails, &parameters));
    }
    return (OrthancPluginErrorCode)atoi(request->groups[0]);
}

static OrthancPluginErrorCode on_own_error(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginErrorCode code = OrthancPluginErrorCode_Success;
    _OrthancPluginRegisterErrorCode parameters = {&code, 42, 418, "I am a teapot"};
    report("register-error", invoke(_OrthancPluginService_RegisterErrorCode, &parameters));
    return code;
}

static OrthancPluginErrorCode on_answers(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    const char* kind = request->groups[0];
    if (strcmp(kind, "redirect") == 0)
        report("code", with_argument(_OrthancPluginService_Redirect, output, "../elsewhere"));
    else if (strcmp(kind, "unauthorized") == 0)
        report("code", with_argument(_OrthancPluginService_SendUnauthorized, output, "My \"realm\""));
    else if (strcmp(kind, "not-allowed") == 0)
        report("code", with_argument(_OrthancPluginService_SendMethodNotAllowed, output, "GET,POST"));
    else if (strcmp(kind, "status") == 0)
    {
        _OrthancPluginSendHttpStatusCode parameters = {output, (uint16_t)atoi(argument_of(request, "code"))};
        report("code", invoke(_OrthancPluginService_SendHttpStatusCode, &parameters));
    }
    else if (strcmp(kind, "status-body") == 0)
    {
        _OrthancPluginSendHttpStatus parameters = {output, (uint16_t)atoi(argument_of(request, "code")), "sorry", 5};
        report("code", invoke(_OrthancPluginService_SendHttpStatus, &parameters));
    }
    else if (strcmp(kind, "headers") == 0)
    {
        report("cookie", set_header(_OrthancPluginService_SetCookie, output, "one", "1"));
        report("cookie", set_header(_OrthancPluginService_SetCookie, output, "two", "2"));
        report("header", set_header(_OrthancPluginService_SetHttpHeader, output, argument_of(request, "name"), argument_of(request, "value")));
        report("code", answer_text(output, "done"));
        report("late-header", set_header(_OrthancPluginService_SetHttpHeader, output, "x-late", "1"));
    }
    else if (strcmp(kind, "twice") == 0)
    {
        report("first", answer_text(output, "first"));
        report("second", answer_text(output, "second"));
    }
    else if (strcmp(kind, "stream") == 0)
    {
        _OrthancPluginStartStreamAnswer start = {output, "text/csv"};
        report("start", invoke(_OrthancPluginService_StartStreamAnswer, &start));
        for (int i = 0; i < 1000; i++)
        {
            _OrthancPluginAnswerBuffer chunk = {output, "0123456789", 10, NULL};
            if (invoke(_OrthancPluginService_SendStreamChunk, &chunk) != 0)
                return OrthancPluginErrorCode_Plugin;
        }
    }
    else if (strcmp(kind, "multipart") == 0)
    {
        _OrthancPluginStartMultipartAnswer start = {output, "related", "application/dicom"};
        report("start", invoke(_OrthancPluginService_StartMultipartAnswer, &start));
        _OrthancPluginAnswerBuffer item = {output, "first", 5, NULL};
        report("item", invoke(_OrthancPluginService_SendMultipartItem, &item));
        const char* keys[] = {"Content-Type", "Content-Location"};
        const char* values[] = {"application/octet-stream", "/somewhere"};
        _OrthancPluginSendMultipartItem2 item2 = {output, "second", 6, 2, keys, values};
        report("item2", invoke(_OrthancPluginService_SendMultipartItem2, &item2));
        const char* bad[] = {"a", "b\r\nevil: 1"};
        _OrthancPluginSendMultipartItem2 item3 = {output, "third", 5, 2, bad, bad};
        report("item3", invoke(_OrthancPluginService_SendMultipartItem2, &item3));
    }
    else if (strcmp(kind, "png") == 0)
    {
        static const uint16_t pixels[] = {0, 1000, 0xffff, 4000, 0, 60000, 7, 8};
        _OrthancPluginCompressAndAnswerImage parameters = {
            output, OrthancPluginImageFormat_Png, OrthancPluginPixelFormat_Grayscale16, 3, 2, 8, pixels, 0};
        report("code", invoke(_OrthancPluginService_CompressAndAnswerImage, &parameters));
    }
    else if (strcmp(kind, "png-alone") == 0)
    {
        static const uint8_t pixels[] = {1, 2, 3, 0xff, 4, 5, 6, 0xff};
        _OrthancPluginCompressAndAnswerPngImage parameters = {output, OrthancPluginPixelFormat_RGB24, 1, 2, 4, pixels};
        report("code", invoke(_OrthancPluginService_CompressAndAnswerPngImage, &parameters));
    }
    else if (strcmp(kind, "keep") == 0)
    {
        kept = output;
        return answer_text(output, "kept");
    }
    else if (strcmp(kind, "use-kept") == 0)
    {
        report("kept", answer_text(kept, "from another request"));
        report("null", answer_text(NULL, "nobody's"));
        return answer_text(output, "tried");
    }
    return OrthancPluginErrorCode_Success;
}

/* Makes the call that the query string describes, and tells of its answer. */
static OrthancPluginErrorCode on_call(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginMemoryBuffer body = {NULL, 0}, headers = {NULL, 0};
    uint16_t status = 0;
    const char* after = argument_of(request, "after");
    _OrthancPluginCallRestApi call;
    memset(&call, 0, sizeof(call));
    call.answerBody = &body;
    call.answerHeaders = &headers;
    call.httpStatus = &status;
    call.method = request->method;
    call.uri = argument_of(request, "uri");
    call.headersCount = request->headersCount;
    call.headersKeys = request->headersKeys;
    call.headersValues = request->headersValues;
    call.body = request->body;
    call.bodySize = request->bodySize;
    call.afterPlugins = after != NULL;
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_CallRestApi, &call);
    if (code != OrthancPluginErrorCode_Success)
        return code;
    Text text = {NULL, 0};
    char number[16];
    snprintf(number, sizeof(number), "%d", status);
    add_line(&text, "status", number);
    add_bytes(&text, "headers=", 8);
    add_bytes(&text, headers.data, headers.size);
    add_bytes(&text, "\nbody=", 6);
    if (body.size != 0)
        add_bytes(&text, body.data, body.size);
    host->Free(body.data);
    host->Free(headers.data);
    answer_buffer(output, text.text, text.length, "text/plain");
    free(text.text);
    return OrthancPluginErrorCode_Success;
}

/* The short forms: each reports its code. */
static OrthancPluginErrorCode on_short_calls(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginMemoryBuffer got = {NULL, 0};
    _OrthancPluginRestApiGet system = {&got, "/system"}, nothing = {&got, "/nothing-here"}, relative = {&got, "system"}, own = {&got, "/test/plain"};
    report("get", invoke(_OrthancPluginService_RestApiGet, &system));
    host->Free(got.data);
    report("get-nothing", invoke(_OrthancPluginService_RestApiGet, &nothing));
    report("get-relative", invoke(_OrthancPluginService_RestApiGet, &relative));
    report("get-own", invoke(_OrthancPluginService_RestApiGet, &own));
    report("get-own-after", invoke(_OrthancPluginService_RestApiGetAfterPlugins, &own));
    host->Free(got.data);
    _OrthancPluginRestApiPostPut post = {&got, "/tools/find", "{\"Level\":\"Study\",\"Query\":{}}", 28};
    report("post", invoke(_OrthancPluginService_RestApiPost, &post));
    host->Free(got.data);
    _OrthancPluginRestApiPostPut garbage = {&got, "/tools/find", "no json", 7};
    report("post-garbage", invoke(_OrthancPluginService_RestApiPost, &garbage));
    report("delete", invoke(_OrthancPluginService_RestApiDelete, "/studies/nothing"));
    const char* keys[] = {"x-header"};
    const char* values[] = {"its value"};
    _OrthancPluginRestApiGet2 get2 = {&got, "/test/echo/a/x", 1, keys, values, 1};
    report("get2", invoke(_OrthancPluginService_RestApiGet2, &get2));
    answer_buffer(output, got.data, got.size, "text/plain");
    host->Free(got.data);
    return OrthancPluginErrorCode_Success;
}

/* What changes something, asked of the server alone and of the routes of plugins too: each reports its code. */
static OrthancPluginErrorCode on_changing_calls(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    Text text = {NULL, 0};
    OrthancPluginMemoryBuffer got = {NULL, 0};
    const char* modality = "[\"AET\", \"127.0.0.1\", 104]";
    _OrthancPluginRestApiPostPut put = {&got, "/modalities/put-by-plugin", modality, (uint32_t)strlen(modality)};
    report("put", invoke(_OrthancPluginService_RestApiPut, &put));
    host->Free(got.data);
    report("delete-put", invoke(_OrthancPluginService_RestApiDelete, "/modalities/put-by-plugin"));
    _OrthancPluginRestApiPostPut own = {&got, "/test/echo/a/x", "a body", 6};
    report("put-own", invoke(_OrthancPluginService_RestApiPut, &own));
    report("put-own-after", invoke(_OrthancPluginService_RestApiPutAfterPlugins, &own));
    add_bytes(&text, got.data, got.size);
    add_bytes(&text, "\n", 1);
    host->Free(got.data);
    report("post-own", invoke(_OrthancPluginService_RestApiPost, &own));
    report("post-own-after", invoke(_OrthancPluginService_RestApiPostAfterPlugins, &own));
    add_bytes(&text, got.data, got.size);
    host->Free(got.data);
    report("delete-own", invoke(_OrthancPluginService_RestApiDelete, "/test/echo/a/x"));
    report("delete-own-after", invoke(_OrthancPluginService_RestApiDeleteAfterPlugins, "/test/echo/a/x"));
    answer_buffer(output, text.text, text.length, "text/plain");
    free(text.text);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_plain(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    return answer_text(output, "plain");
}

/* Registered with a lock, and calls itself as often as the number says. */
static OrthancPluginErrorCode on_nested(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    int depth = atoi(request->groups[0]);
    if (depth == 0)
        return answer_text(output, "bottom");
    char next[64];
    snprintf(next, sizeof(next), "/test/nested/%d", depth - 1);
    OrthancPluginMemoryBuffer got = {NULL, 0};
    _OrthancPluginRestApiGet get = {&got, next};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_RestApiGetAfterPlugins, &get);
    if (code != OrthancPluginErrorCode_Success)
        return code;
    answer_buffer(output, got.data, got.size, "text/plain");
    host->Free(got.data);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_hang(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    report("hanging", 1);
#ifdef BLOCK_ON
    while (access(BLOCK_ON, F_OK) != 0)
        usleep(1000);
#endif
    report("late-answer", answer_text(output, "late"));
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_system(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    return answer_text(output, "not the system of the server");
}

typedef struct
{
    uint64_t sum;
    uint32_t size, chunks;
} Reader;

static OrthancPluginErrorCode on_open(
    OrthancPluginServerChunkedRequestReader** reader, const char* uri, const OrthancPluginHttpRequest* request)
{
    if (strcmp(request->groups[0], "refuse") == 0)
        return OrthancPluginErrorCode_BadRequest;
    *reader = (OrthancPluginServerChunkedRequestReader*)calloc(1, sizeof(Reader));
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_chunk(OrthancPluginServerChunkedRequestReader* reader, const void* data, uint32_t size)
{
    Reader* self = (Reader*)reader;
    self->chunks++;
    self->size += size;
    for (uint32_t i = 0; i < size; i++)
        self->sum += ((const uint8_t*)data)[i];
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_execute(OrthancPluginServerChunkedRequestReader* reader, OrthancPluginRestOutput* output)
{
    Reader* self = (Reader*)reader;
    char text[64];
    snprintf(text, sizeof(text), "%u bytes, sum %llu", self->size, (unsigned long long)self->sum);
    return answer_text(output, text);
}

static void on_close(OrthancPluginServerChunkedRequestReader* reader)
{
    report("closed", 1);
    free(reader);
}

static int32_t on_filter(
    OrthancPluginHttpMethod method, const char* uri, const char* ip, uint32_t headersCount, const char* const* headersKeys,
    const char* const* headersValues, uint32_t getCount, const char* const* getKeys, const char* const* getValues)
{
    report_text("filtered", uri);
    if (strcmp(uri, "/garbage") == 0)
        return 7;
    return getCount != 0 && strcmp(getKeys[0], "forbidden") == 0 ? 0 : 1;
}

static int32_t on_initialize(void)
{
    report("echo", register_rest("/test/echo/([a-z])/(.*)", on_echo, 0));
    report("fail", register_rest("/test/fail/(-?\\d+)", on_fail, 0));
    report("own-error", register_rest("/test/own-error", on_own_error, 0));
    report("answers", register_rest("/test/answers/(.+)", on_answers, 0));
    report("call", register_rest("/test/call", on_call, 0));
    report("short", register_rest("/test/short", on_short_calls, 0));
    report("changing", register_rest("/test/changing", on_changing_calls, 0));
    report("plain", register_rest("/test/plain", on_plain, 0));
    report("nested", register_rest("/test/nested/(\\d+)", on_nested, 1));
    report("hang", register_rest("/test/hang", on_hang, 1));
    report("system", register_rest("/system", on_system, 1));
    report("bad-expression", register_rest("/test/(", on_plain, 1));
    report("null-callback", register_rest("/test/null", NULL, 1));
    _OrthancPluginChunkedRestCallback chunked = {"/test/chunked/(.*)", on_echo, on_open, NULL, NULL, on_chunk, on_execute, on_close};
    report("chunked", invoke(_OrthancPluginService_RegisterChunkedRestCallback, &chunked));
#ifdef FILTER
    _OrthancPluginIncomingHttpRequestFilter2 filter = {on_filter};
    report("filter", invoke(_OrthancPluginService_RegisterIncomingHttpRequestFilter2, &filter));
#else
    (void)on_filter;
#endif
    OrthancPluginMemoryBuffer got = {NULL, 0};
    _OrthancPluginRestApiGet early = {&got, "/system"};
    report("early", invoke(_OrthancPluginService_RestApiGet, &early));
    return 0;
}
