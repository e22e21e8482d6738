/* Calls the services that work on what the plugin gives them, and reports what they answer. FILE_PATH can be written. */
#include "worklist.h"

static void text_of(const char* name, int service, const void* parameters, char** text)
{
    report(name, invoke(service, parameters));
    report_text(name, *text);
    host->Free(*text);
    *text = NULL;
}

static void round_trip(const char* name, OrthancPluginCompressionType type)
{
    static char content[100000];
    OrthancPluginMemoryBuffer reduced = {NULL, 0}, back = {NULL, 0};
    memset(content, 'x', sizeof(content));
    content[7] = 'y';
    _OrthancPluginBufferCompression pack = {&reduced, content, sizeof(content), type, 0};
    report(name, invoke(_OrthancPluginService_BufferCompression, &pack));
    report(name, reduced.size > 0 && reduced.size < 1000);
    _OrthancPluginBufferCompression unpack = {&back, reduced.data, reduced.size, type, 1};
    report(name, invoke(_OrthancPluginService_BufferCompression, &unpack));
    report(name, back.size == sizeof(content) && memcmp(back.data, content, back.size) == 0);
    host->Free(back.data);
    _OrthancPluginBufferCompression cut = {&back, reduced.data, reduced.size / 2, type, 1};
    report(name, invoke(_OrthancPluginService_BufferCompression, &cut));
    ((unsigned char*)reduced.data)[0] ^= 0x55;
    report(name, invoke(_OrthancPluginService_BufferCompression, &unpack));
    host->Free(reduced.data);
}

static void compression(void)
{
    OrthancPluginMemoryBuffer target = {NULL, 77};
    round_trip("zlib", OrthancPluginCompressionType_Zlib);
    round_trip("zlib-size", OrthancPluginCompressionType_ZlibWithSize);
    round_trip("gzip", OrthancPluginCompressionType_Gzip);
    round_trip("gzip-size", OrthancPluginCompressionType_GzipWithSize);
    _OrthancPluginBufferCompression none = {&target, "x", 1, OrthancPluginCompressionType_None, 0};
    report("compress-none", invoke(_OrthancPluginService_BufferCompression, &none));
    _OrthancPluginBufferCompression empty = {&target, NULL, 0, OrthancPluginCompressionType_Gzip, 0};
    report("compress-empty", invoke(_OrthancPluginService_BufferCompression, &empty));
    report("compress-empty", target.size);
}

static void mime(const char* path)
{
    const char* type = NULL;
    _OrthancPluginRetrieveStaticString parameters = {&type, path};
    report("mime", invoke(_OrthancPluginService_AutodetectMimeType, &parameters));
    report_text("mime", type);
}

static void files(void)
{
    OrthancPluginMemoryBuffer back = {NULL, 0};
    _OrthancPluginWriteFile write = {FILE_PATH, "first content", 13};
    report("write", invoke(_OrthancPluginService_WriteFile, &write));
    write.data = "second";
    write.size = 6;
    report("write", invoke(_OrthancPluginService_WriteFile, &write));
    report("write-read", read_file(FILE_PATH, &back));
    report("write-same", back.size == 6 && memcmp(back.data, "second", 6) == 0);
    host->Free(back.data);
    write.path = "/nonexistent/file";
    report("write-nowhere", invoke(_OrthancPluginService_WriteFile, &write));
    write.path = NULL;
    report("write-null", invoke(_OrthancPluginService_WriteFile, &write));
}

static void buffers(void)
{
    OrthancPluginMemoryBuffer small = {NULL, 0};
    OrthancPluginMemoryBuffer64 large = {NULL, 0};
    _OrthancPluginCreateMemoryBuffer create = {&small, 1000};
    _OrthancPluginCreateMemoryBuffer64 create64 = {&large, 2000};
    report("buffer", invoke(_OrthancPluginService_CreateMemoryBuffer, &create));
    report("buffer64", invoke(_OrthancPluginService_CreateMemoryBuffer64, &create64));
    memset(small.data, 1, small.size);
    memset(large.data, 1, large.size);
    report("buffer", small.size);
    report("buffer64", large.size);
    host->Free(small.data);
    host->Free(large.data);
    create.size = 0;
    report("buffer-empty", invoke(_OrthancPluginService_CreateMemoryBuffer, &create));
    report("buffer-empty", small.data == NULL);
    create64.size = UINT64_MAX / 2;
    report("buffer-too-large", invoke(_OrthancPluginService_CreateMemoryBuffer64, &create64));
}

static void error_codes(void)
{
    OrthancPluginErrorCode first = OrthancPluginErrorCode_Success, second = OrthancPluginErrorCode_Success;
    const char* text = NULL;
    _OrthancPluginRegisterErrorCode own = {&first, 5, 404, "The moon is full"};
    report("own-code", invoke(_OrthancPluginService_RegisterErrorCode, &own));
    own.target = &second;
    report("own-code", invoke(_OrthancPluginService_RegisterErrorCode, &own));
    report("own-code", (int)first >= 1000000 && (int)second > (int)first);
    _OrthancPluginGetErrorDescription describe = {&text, first};
    report("own-text", invoke(_OrthancPluginService_GetErrorDescription, &describe));
    report_text("own-text", text);
}

static void private_element(void)
{
    OrthancPluginMemoryBuffer file = {NULL, 0};
    char* json = NULL;
    _OrthancPluginCreateDicom2 create = {
        {&file, "{\"0027,1011\":\"1.5\",\"0010,0020\":\"7\"}", NULL, OrthancPluginCreateDicomFlags_None}, "APEX_PRIVATE"};
    report("create2", invoke(_OrthancPluginService_CreateDicom2, &create));
    _OrthancPluginDicomToJson to_json;
    memset(&to_json, 0, sizeof(to_json));
    to_json.result = &json;
    to_json.buffer = file.data;
    to_json.size = file.size;
    to_json.format = OrthancPluginDicomToJsonFormat_Short;
    to_json.flags = OrthancPluginDicomToJsonFlags_IncludePrivateTags | OrthancPluginDicomToJsonFlags_IncludeUnknownTags;
    text_of("create2-json", _OrthancPluginService_DicomBufferToJson, &to_json, &json);
    host->Free(file.data);
}

static int32_t on_initialize(void)
{
    char* text = NULL;
    _OrthancPluginComputeHash hash = {&text, "abc", 3};
    text_of("md5", _OrthancPluginService_ComputeMd5, &hash, &text);
    text_of("sha1", _OrthancPluginService_ComputeSha1, &hash, &text);
    _OrthancPluginGetTagName name = {&text, 0x0010, 0x0010, NULL};
    text_of("name", _OrthancPluginService_GetTagName, &name, &text);
    name.element = 0x00f5;
    text_of("name", _OrthancPluginService_GetTagName, &name, &text);
    name.group = 0x0027;
    name.element = 0x1011;
    text_of("name", _OrthancPluginService_GetTagName, &name, &text);
    name.privateCreator = "APEX_PRIVATE";
    text_of("name", _OrthancPluginService_GetTagName, &name, &text);
    mime("a/b.HTML");
    mime("image.dcm");
    mime("no.such-extension");
    mime("folder.css/none");
    compression();
    files();
    buffers();
    error_codes();
    private_element();
    return 0;
}
