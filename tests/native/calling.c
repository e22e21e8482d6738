/* Calls other servers: addresses under /calling make the calls that their query strings describe. */
#include "rest.h"

static OrthancPluginErrorCode tell(OrthancPluginRestOutput* output, OrthancPluginErrorCode code, uint16_t status, const char* headers, uint32_t headersSize, const char* body, uint32_t bodySize)
{
    Text text = {NULL, 0};
    char number[32];
    snprintf(number, sizeof(number), "%d", (int)code);
    add_line(&text, "code", number);
    snprintf(number, sizeof(number), "%d", (int)status);
    add_line(&text, "status", number);
    add_bytes(&text, "headers=", 8);
    add_bytes(&text, headers, headersSize);
    add_bytes(&text, "\nbody=", 6);
    add_bytes(&text, body, bodySize);
    answer_buffer(output, text.text, text.length, "text/plain");
    free(text.text);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_client(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginMemoryBuffer body = {NULL, 0}, headers = {NULL, 0};
    uint16_t status = 0;
    const char* keys[] = {"X-Sent"};
    const char* values[] = {"by the plugin"};
    const char* timeout = argument_of(request, "timeout");
    _OrthancPluginCallHttpClient2 call;
    memset(&call, 0, sizeof(call));
    call.answerBody = &body;
    call.answerHeaders = &headers;
    call.httpStatus = &status;
    call.method = request->method;
    call.url = argument_of(request, "url");
    call.headersCount = 1;
    call.headersKeys = keys;
    call.headersValues = values;
    call.body = request->body;
    call.bodySize = request->bodySize;
    call.username = "user";
    call.password = "secret";
    call.timeout = timeout == NULL ? 0 : (uint32_t)atoi(timeout);
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_CallHttpClient2, &call);
    tell(output, code, status, (const char*)headers.data, headers.size, (const char*)body.data, body.size);
    host->Free(body.data);
    host->Free(headers.data);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_simple(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginMemoryBuffer body = {NULL, 0};
    _OrthancPluginCallHttpClient call = {&body, request->method, argument_of(request, "url"), NULL, NULL, request->body, request->bodySize};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_CallHttpClient, &call);
    tell(output, code, 0, "", 0, (const char*)body.data, body.size);
    host->Free(body.data);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode add_chunk(void* answer, const void* data, uint32_t size)
{
    add_bytes((Text*)answer, data, size);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode add_header(void* answer, const char* key, const char* value)
{
    if (strcmp(key, "x-method") == 0)
        report_text("header", value);
    return OrthancPluginErrorCode_Success;
}

/* A body of a thousand pieces. */
static uint8_t is_done(void* request) { return *(int*)request == 1000; }
static const void* chunk_data(void* request) { return "0123456789"; }
static uint32_t chunk_size(void* request) { return 10; }

static OrthancPluginErrorCode next(void* request)
{
    (*(int*)request)++;
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_chunked(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    Text answer = {NULL, 0};
    int sent = 0;
    uint16_t status = 0;
    _OrthancPluginChunkedHttpClient call;
    memset(&call, 0, sizeof(call));
    call.answer = &answer;
    call.answerAddChunk = add_chunk;
    call.answerAddHeader = add_header;
    call.httpStatus = &status;
    call.method = request->method;
    call.url = argument_of(request, "url");
    call.request = &sent;
    call.requestIsDone = is_done;
    call.requestChunkData = chunk_data;
    call.requestChunkSize = chunk_size;
    call.requestNext = next;
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_ChunkedHttpClient, &call);
    tell(output, code, status, "", 0, answer.text == NULL ? "" : answer.text, (uint32_t)answer.length);
    free(answer.text);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_peers(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginPeers* peers = NULL;
    _OrthancPluginGetPeers get = {&peers};
    report("get-peers", invoke(_OrthancPluginService_GetPeers, &get));
    uint32_t count = 0;
    _OrthancPluginGetPeersCount counting = {&count, peers};
    invoke(_OrthancPluginService_GetPeersCount, &counting);
    report("peers", count);
    const char* text = NULL;
    _OrthancPluginGetPeerProperty property = {&text, peers, 0, NULL};
    invoke(_OrthancPluginService_GetPeerName, &property);
    report_text("peer-name", text);
    invoke(_OrthancPluginService_GetPeerUrl, &property);
    report_text("peer-url", text);
    property.userProperty = "Colour";
    invoke(_OrthancPluginService_GetPeerUserProperty, &property);
    report_text("peer-colour", text);
    property.userProperty = "Nothing";
    invoke(_OrthancPluginService_GetPeerUserProperty, &property);
    report_text("peer-nothing", text);
    property.peerIndex = 7;
    report("beyond", invoke(_OrthancPluginService_GetPeerName, &property));
    OrthancPluginMemoryBuffer body = {NULL, 0}, headers = {NULL, 0};
    uint16_t status = 0;
    _OrthancPluginCallPeerApi call = {&body, &headers, &status, peers, 0, request->method, "/hello", 0, NULL, NULL, request->body, request->bodySize, 0};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_CallPeerApi, &call);
    tell(output, code, status, "", 0, (const char*)body.data, body.size);
    host->Free(body.data);
    host->Free(headers.data);
    _OrthancPluginFreePeers release = {peers};
    report("free-peers", invoke(_OrthancPluginService_FreePeers, &release));
    report("count-freed", invoke(_OrthancPluginService_GetPeersCount, &counting));
    return OrthancPluginErrorCode_Success;
}

static int32_t on_initialize(void)
{
    register_rest("/calling/client", on_client, 0);
    register_rest("/calling/simple", on_simple, 0);
    register_rest("/calling/chunked", on_chunked, 0);
    register_rest("/calling/peers", on_peers, 0);
    return 0;
}
