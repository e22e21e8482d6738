/* Reports what happens in the archive, filters what comes, and looks at instances. CALLS adds addresses under /archive. */
#include "rest.h"

static int64_t number_of(int service, const OrthancPluginDicomInstance* instance, const char* key)
{
    int64_t result = -7;
    _OrthancPluginAccessDicomInstance parameters = {NULL, NULL, &result, key, instance, NULL};
    OrthancPluginErrorCode code = invoke(service, &parameters);
    return code == 0 ? result : -1000 - code;
}

static const char* text_of(int service, const OrthancPluginDicomInstance* instance, const char* key)
{
    const char* result = NULL;
    _OrthancPluginAccessDicomInstance parameters = {NULL, &result, NULL, key, instance, NULL};
    invoke(service, &parameters);
    return result;
}

static char* own_text_of(int service, const OrthancPluginDicomInstance* instance)
{
    char* result = NULL;
    _OrthancPluginAccessDicomInstance parameters = {&result, NULL, NULL, NULL, instance, NULL};
    invoke(service, &parameters);
    return result;
}

static void look(const OrthancPluginDicomInstance* instance)
{
    OrthancPluginInstanceOrigin origin = OrthancPluginInstanceOrigin_Unknown;
    _OrthancPluginAccessDicomInstance parameters = {NULL, NULL, NULL, NULL, instance, &origin};
    report("origin-code", invoke(_OrthancPluginService_GetInstanceOrigin, &parameters));
    report("origin", origin);
    report_text("remote", text_of(_OrthancPluginService_GetInstanceRemoteAet, instance, NULL));
    int64_t size = number_of(_OrthancPluginService_GetInstanceSize, instance, NULL);
    const char* data = text_of(_OrthancPluginService_GetInstanceData, instance, NULL);
    report("is-file", size > 132 && memcmp(data + 128, "DICM", 4) == 0);
    report("has-pixels", number_of(_OrthancPluginService_HasInstancePixelData, instance, NULL));
    report("has-syntax", number_of(_OrthancPluginService_HasInstanceMetadata, instance, "TransferSyntax"));
    report("has-nothing", number_of(_OrthancPluginService_HasInstanceMetadata, instance, "Nothing"));
    report_text("metadata-origin", text_of(_OrthancPluginService_GetInstanceMetadata, instance, "Origin"));
    report_text("metadata-nothing", text_of(_OrthancPluginService_GetInstanceMetadata, instance, "Nothing"));
    char* syntax = own_text_of(_OrthancPluginService_GetInstanceTransferSyntaxUid, instance);
    report_text("syntax", syntax);
    host->Free(syntax);
    char* json = own_text_of(_OrthancPluginService_GetInstanceSimplifiedJson, instance);
    report("json-names-patient", json != NULL && strstr(json, "\"PatientID\"") != NULL);
    host->Free(json);
    json = own_text_of(_OrthancPluginService_GetInstanceJson, instance);
    report("json-has-tag", json != NULL && strstr(json, "\"0010,0020\"") != NULL);
    host->Free(json);
    _OrthancPluginFreeDicomInstance release = {(OrthancPluginDicomInstance*)instance};
    report("free-lent", invoke(_OrthancPluginService_FreeDicomInstance, &release));
}

static OrthancPluginErrorCode on_stored(const OrthancPluginDicomInstance* instance, const char* id)
{
    report_text("stored", id);
    look(instance);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_change(OrthancPluginChangeType change, OrthancPluginResourceType type, const char* id)
{
    char line[128];
    snprintf(line, sizeof(line), "%d %d %s", (int)change, (int)type, id == NULL ? "-" : id);
    report_text("change", line);
    if (change == OrthancPluginChangeType_OrthancStarted || change == OrthancPluginChangeType_OrthancStopped)
    {
        OrthancPluginMemoryBuffer got = {NULL, 0};
        _OrthancPluginRestApiGet get = {&got, "/patients"};
        report("patients-then", invoke(_OrthancPluginService_RestApiGet, &get));
        host->Free(got.data);
    }
    return OrthancPluginErrorCode_Success;
}

static int has_patient(const OrthancPluginDicomInstance* instance, const char* patient)
{
    char* json = own_text_of(_OrthancPluginService_GetInstanceSimplifiedJson, instance);
    int found = json != NULL && strstr(json, patient) != NULL;
    host->Free(json);
    return found;
}

static int32_t on_filter(const OrthancPluginDicomInstance* instance)
{
    if (has_patient(instance, "GARBAGE"))
        return 5;
    return has_patient(instance, "UNWANTED") ? 0 : 1;
}

static int32_t on_store_filter(uint16_t* status, const OrthancPluginDicomInstance* instance)
{
    report("store-filter", 1);
    if (!has_patient(instance, "REFUSED"))
        return 1;
    *status = 0xA7AB;
    return 0;
}

static void on_binary(
    OrthancPluginDicomWebNode* node, OrthancPluginDicomWebSetBinaryNode setter, uint32_t depth, const uint16_t* groups, const uint16_t* elements,
    const uint32_t* items, uint16_t group, uint16_t element, OrthancPluginValueRepresentation vr, void* payload)
{
    char uri[64];
    snprintf(uri, sizeof(uri), "%s/%04x%04x/%d/%u/%u", (const char*)payload, group, element, (int)vr, depth, depth == 0 ? 0 : items[0]);
    if (depth == 0)
        setter(node, OrthancPluginDicomWebBinaryMode_BulkDataUri, uri);
    else
        setter(node, OrthancPluginDicomWebBinaryMode_InlineBinary, NULL);
}

/* Makes an instance of the body and tells of it. */
static OrthancPluginErrorCode on_own(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginDicomInstance* instance = NULL;
    _OrthancPluginCreateDicomInstance create = {&instance, request->body, request->bodySize, argument_of(request, "syntax")};
    OrthancPluginErrorCode code =
        invoke(create.transferSyntax == NULL ? _OrthancPluginService_CreateDicomInstance : _OrthancPluginService_TranscodeDicomInstance, &create);
    if (code != OrthancPluginErrorCode_Success)
        return code;
    uint32_t frames = 0;
    OrthancPluginMemoryBuffer buffer = {NULL, 0};
    char* text = NULL;
    _OrthancPluginAccessDicomInstance2 access;
    memset(&access, 0, sizeof(access));
    access.instance = instance;
    access.targetUint32 = &frames;
    report("count", invoke(_OrthancPluginService_GetInstanceFramesCount, &access));
    report("frames", frames);
    access.targetBuffer = &buffer;
    access.frameIndex = 1;
    report("raw", invoke(_OrthancPluginService_GetInstanceRawFrame, &access));
    report("raw-size", buffer.size);
    host->Free(buffer.data);
    access.frameIndex = 2;
    report("raw-beyond", invoke(_OrthancPluginService_GetInstanceRawFrame, &access));
    OrthancPluginImage* image = NULL;
    access.targetImage = &image;
    access.frameIndex = 0;
    report("decoded", invoke(_OrthancPluginService_GetInstanceDecodedFrame, &access));
    report("decoded-image", image != NULL);
    access.targetStringToFree = &text;
    access.format = OrthancPluginDicomToJsonFormat_Short;
    access.maxStringLength = 4;
    report("advanced-json", invoke(_OrthancPluginService_GetInstanceAdvancedJson, &access));
    report_text("advanced", text);
    host->Free(text);
    access.dicomWebCallback = on_binary;
    access.dicomWebPayload = (void*)"http://bulk";
    report("dicom-web", invoke(_OrthancPluginService_GetInstanceDicomWebJson, &access));
    Text answer = {NULL, 0};
    add_line(&answer, "web", text);
    host->Free(text);
    report("dicom-web-xml", invoke(_OrthancPluginService_GetInstanceDicomWebXml, &access));
    add_line(&answer, "web-xml", text);
    host->Free(text);
    char* syntax = own_text_of(_OrthancPluginService_GetInstanceTransferSyntaxUid, instance);
    add_line(&answer, "syntax", syntax);
    host->Free(syntax);
    report("serialize", invoke(_OrthancPluginService_SerializeDicomInstance, &access));
    report("serialized", buffer.size > 132);
    host->Free(buffer.data);
    _OrthancPluginFreeDicomInstance release = {instance};
    report("free", invoke(_OrthancPluginService_FreeDicomInstance, &release));
    report("free-again", invoke(_OrthancPluginService_FreeDicomInstance, &release));
    answer_text(output, answer.text);
    free(answer.text);
    return OrthancPluginErrorCode_Success;
}

/* A gigabyte of Pixel Data in 1,024 frames behind the file of the body, in Implicit VR Little Endian; its last frame is looked at. */
static OrthancPluginErrorCode on_gigabyte(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    static const unsigned char header[12] = {0xE0, 0x7F, 0x10, 0x00, 'O', 'W', 0, 0, 0, 0, 0, 0x40};
    const uint32_t length = 1u << 30;
    const uint32_t size = request->bodySize + (uint32_t)sizeof(header) + length;
    unsigned char* file = calloc(size, 1);
    if (file == NULL)
        return OrthancPluginErrorCode_NotEnoughMemory;
    memcpy(file, request->body, request->bodySize);
    memcpy(file + request->bodySize, header, sizeof(header));
    file[size - 1] = 42;
    OrthancPluginDicomInstance* instance = NULL;
    _OrthancPluginCreateDicomInstance create = {&instance, file, size, "1.2.840.10008.1.2"};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_TranscodeDicomInstance, &create);
    free(file);
    if (code != OrthancPluginErrorCode_Success)
        return code;
    report("longer-than-a-gigabyte", number_of(_OrthancPluginService_GetInstanceSize, instance, NULL) > length);
    OrthancPluginMemoryBuffer frame = {NULL, 0};
    _OrthancPluginAccessDicomInstance2 access;
    memset(&access, 0, sizeof(access));
    access.instance = instance;
    access.targetBuffer = &frame;
    access.frameIndex = 1023;
    report("last-frame", invoke(_OrthancPluginService_GetInstanceRawFrame, &access));
    report("last-frame-size", frame.size);
    report("last-byte", frame.size == 0 ? -1 : ((unsigned char*)frame.data)[frame.size - 1]);
    host->Free(frame.data);
    _OrthancPluginFreeDicomInstance release = {instance};
    invoke(_OrthancPluginService_FreeDicomInstance, &release);
    answer_text(output, "done");
    return OrthancPluginErrorCode_Success;
}

/* Looks a resource up, and reads it. */
static OrthancPluginErrorCode on_lookup(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    char* id = NULL;
    _OrthancPluginRetrieveDynamicString lookup = {&id, request->groups[1]};
    OrthancPluginErrorCode code = invoke(atoi(request->groups[0]), &lookup);
    if (code != OrthancPluginErrorCode_Success)
        return code;
    answer_text(output, id);
    host->Free(id);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_file(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginMemoryBuffer file = {NULL, 0};
    _OrthancPluginGetDicomForInstance get = {&file, request->groups[0]};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_GetDicomForInstance, &get);
    if (code != OrthancPluginErrorCode_Success)
        return code;
    OrthancPluginDicomInstance* instance = NULL;
    _OrthancPluginLoadDicomInstance load = {&instance, request->groups[0], OrthancPluginLoadDicomInstanceMode_UntilPixelData};
    report("load", invoke(_OrthancPluginService_LoadDicomInstance, &load));
    report("loaded-pixels", number_of(_OrthancPluginService_HasInstancePixelData, instance, NULL));
    _OrthancPluginFreeDicomInstance release = {instance};
    invoke(_OrthancPluginService_FreeDicomInstance, &release);
    answer_buffer(output, file.data, file.size, "application/dicom");
    host->Free(file.data);
    return OrthancPluginErrorCode_Success;
}

static int32_t on_initialize(void)
{
    _OrthancPluginOnChangeCallback change = {on_change};
    report("register", invoke(_OrthancPluginService_RegisterOnChangeCallback, &change));
    _OrthancPluginOnStoredInstanceCallback stored = {on_stored};
    report("register", invoke(_OrthancPluginService_RegisterOnStoredInstanceCallback, &stored));
    _OrthancPluginIncomingDicomInstanceFilter filter = {on_filter};
    report("register", invoke(_OrthancPluginService_RegisterIncomingDicomInstanceFilter, &filter));
    _OrthancPluginIncomingCStoreInstanceFilter store_filter = {on_store_filter};
    report("register", invoke(_OrthancPluginService_RegisterIncomingCStoreInstanceFilter, &store_filter));
    register_rest("/archive/own", on_own, 0);
    register_rest("/archive/gigabyte", on_gigabyte, 0);
    register_rest("/archive/lookup/(\\d+)/(.*)", on_lookup, 0);
    register_rest("/archive/file/(.*)", on_file, 0);
    return 0;
}
