/* Calls the services that need no request, and reports what they answer. FILE_PATH is a DICOM file. */
#include "worklist.h"

static void text_service(const char* name, int service)
{
    char* text = NULL;
    _OrthancPluginRetrieveDynamicString parameters = {&text, NULL};
    report(name, invoke(service, &parameters));
    report_text(name, text);
    host->Free(text);
}

static void lookup(const char* name)
{
    OrthancPluginDictionaryEntry entry;
    memset(&entry, 0, sizeof(entry));
    _OrthancPluginLookupDictionary parameters = {&entry, name};
    const int code = invoke(_OrthancPluginService_LookupDictionary, &parameters);
    char line[200];
    snprintf(line, sizeof(line), "lookup %s=%d %04x,%04x %d %u-%u", name, code, entry.group, entry.element, (int)entry.vr,
        entry.minMultiplicity, entry.maxMultiplicity);
    log_line(line);
}

static void error_text(int code)
{
    const char* text = NULL;
    _OrthancPluginGetErrorDescription parameters = {&text, (OrthancPluginErrorCode)code};
    report("error-code", invoke(_OrthancPluginService_GetErrorDescription, &parameters));
    report_text("error-text", text);
}

static void to_json(const char* name, const void* dicom, uint32_t size, int format, int flags)
{
    char* json = NULL;
    _OrthancPluginDicomToJson parameters;
    memset(&parameters, 0, sizeof(parameters));
    parameters.result = &json;
    parameters.buffer = dicom;
    parameters.size = size;
    parameters.format = (OrthancPluginDicomToJsonFormat)format;
    parameters.flags = (OrthancPluginDicomToJsonFlags)flags;
    report(name, invoke(_OrthancPluginService_DicomBufferToJson, &parameters));
    report_text(name, json);
    host->Free(json);
}

static void create(const char* name, const char* json, int flags)
{
    OrthancPluginMemoryBuffer file = {NULL, 0};
    _OrthancPluginCreateDicom parameters = {&file, json, NULL, (OrthancPluginCreateDicomFlags)flags};
    const int code = invoke(_OrthancPluginService_CreateDicom, &parameters);
    report(name, code);
    if (code == 0)
        to_json(name, file.data, file.size, 2, 6);
    host->Free(file.data);
}

static void facts(void)
{
    uint32_t number = 77;
    _OrthancPluginReturnSingleValue single = {NULL, &number, NULL, NULL};
    char* text = NULL;
    report("argument-count-code", invoke(_OrthancPluginService_GetCommandLineArgumentsCount, &single));
    report("argument-count", number);
    report("database-version-code", invoke(_OrthancPluginService_GetExpectedDatabaseVersion, &single));
    report("database-version", number);
    _OrthancPluginGlobalProperty property = {&text, 0, NULL};
    report("argument-0", invoke(_OrthancPluginService_GetCommandLineArgument, &property));
    report_text("argument-0", text);
    host->Free(text);
    property.property = 9;
    report("argument-9", invoke(_OrthancPluginService_GetCommandLineArgument, &property));
    property.property = 2000;
    property.value = "x";
    report("get-property", invoke(_OrthancPluginService_GetGlobalProperty, &property));
    report("set-property", invoke(_OrthancPluginService_SetGlobalProperty, &property));
    property.property = 5;
    report("set-low-property", invoke(_OrthancPluginService_SetGlobalProperty, &property));
    text_service("program", _OrthancPluginService_GetOrthancPath);
    text_service("folder", _OrthancPluginService_GetOrthancDirectory);
    text_service("configuration-path", _OrthancPluginService_GetConfigurationPath);
    text_service("configuration", _OrthancPluginService_GetConfiguration);
    text_service("uuid", _OrthancPluginService_GenerateUuid);
    error_text(15);
    error_text(2038);
    error_text(1234567);
    error_text(99999);
}

static void files(void)
{
    OrthancPluginMemoryBuffer file = {NULL, 0};
    report("read-missing", read_file("/nonexistent/file", &file));
    report("read-folder", read_file("/", &file));
    report("read", read_file(FILE_PATH, &file));
    report("read-size", file.size);
    to_json("json-full", file.data, file.size, 1, 0);
    to_json("json-short", file.data, file.size, 2, 0);
    to_json("json-human", file.data, file.size, 3, 0);
    to_json("json-bad-format", file.data, file.size, 9, 0);
    host->Free(file.data);
    to_json("json-garbage", "garbage", 7, 1, 0);
}

static void matchers(void)
{
    OrthancPluginMemoryBuffer file = {NULL, 0}, query = {NULL, 0};
    OrthancPluginFindMatcher* matcher = NULL;
    int32_t match = -1;
    read_file(FILE_PATH, &file);
    _OrthancPluginCreateDicom make = {&query, "{\"AccessionNumber\":\"ACC26001\"}", NULL, OrthancPluginCreateDicomFlags_None};
    invoke(_OrthancPluginService_CreateDicom, &make);
    _OrthancPluginCreateFindMatcher create_matcher = {&matcher, query.data, query.size};
    report("matcher", invoke(_OrthancPluginService_CreateFindMatcher, &create_matcher));
    _OrthancPluginFindMatcherIsMatch ask = {matcher, file.data, file.size, &match};
    report("matcher-ask", invoke(_OrthancPluginService_FindMatcherIsMatch, &ask));
    report("matcher-match", match);
    ask.dicom = query.data;
    ask.size = query.size;
    invoke(_OrthancPluginService_FindMatcherIsMatch, &ask);
    report("matcher-itself", match);
    _OrthancPluginFreeFindMatcher free_matcher = {matcher};
    report("matcher-free", invoke(_OrthancPluginService_FreeFindMatcher, &free_matcher));
    report("matcher-free-again", invoke(_OrthancPluginService_FreeFindMatcher, &free_matcher));
    report("matcher-dead", invoke(_OrthancPluginService_FindMatcherIsMatch, &ask));
    free_matcher.matcher = NULL;
    report("matcher-free-null", invoke(_OrthancPluginService_FreeFindMatcher, &free_matcher));
    create_matcher.query = "garbage";
    create_matcher.size = 7;
    report("matcher-garbage", invoke(_OrthancPluginService_CreateFindMatcher, &create_matcher));
    host->Free(file.data);
    host->Free(query.data);
}

static int32_t on_initialize(void)
{
    _OrthancPluginSetPluginProperty description = {PLUGIN_NAME, _OrthancPluginProperty_Description, "Tests services"};
    _OrthancPluginSetPluginProperty root = {PLUGIN_NAME, _OrthancPluginProperty_RootUri, "/tests/"};
    _OrthancPluginLogMessage message = {
        "at trace", PLUGIN_NAME, __FILE__, __LINE__, OrthancPluginLogCategory_Generic, OrthancPluginLogLevel_Trace};
    report_text("version", host->orthancVersion);
    invoke(_OrthancPluginService_LogInfo, "at information");
    invoke(_OrthancPluginService_LogError, "at error");
    report("log-message", invoke(_OrthancPluginService_LogMessage, &message));
    report("description", invoke(_OrthancPluginService_SetPluginProperty, &description));
    report("root", invoke(_OrthancPluginService_SetPluginProperty, &root));
    report("thread-name", invoke(_OrthancPluginService_SetCurrentThreadName, "tests"));
    report("unknown-service", invoke(99999, ""));
    report("unknown-service-without-parameters", invoke(99999, NULL));
    report("unserved-service", invoke(_OrthancPluginService_RegisterStorageArea, ""));
    report("null-parameters", invoke(_OrthancPluginService_GetConfiguration, NULL));
    report("null-file", read_file(NULL, NULL));
    facts();
    files();
    matchers();
    lookup("PatientName");
    lookup("0010-0010");
    lookup("00100010");
    lookup("0008,0008");
    lookup("NoSuchTag");
    create("create", "{\"PatientName\":\"M\xc3\xbcller^\xd0\x98\",\"0040,0100\":[{\"0040,0001\":\"AET\",\"0008,0060\":null}]}", 0);
    create("create-bad-json", "{bad", 0);
    create("create-array", "[1]", 0);
    create("create-number", "{\"PatientID\":12}", 0);
    create("create-unknown", "{\"NoSuchTag\":\"x\"}", 0);
    create("create-misfit", "{\"0028,0010\":\"abc\"}", 0);
    create("create-identifiers", "{}", OrthancPluginCreateDicomFlags_GenerateIdentifiers);
    return 0;
}
