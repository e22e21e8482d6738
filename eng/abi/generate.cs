// Writes the host's ABI types and the C header of the test plugins from the facts in this folder. See README.md.
using System.Globalization;
using System.Text;
using System.Text.Json;

string[] enums =
[
    "OrthancPluginErrorCode", "_OrthancPluginService", "_OrthancPluginProperty", "OrthancPluginDicomToJsonFormat",
    "OrthancPluginDicomToJsonFlags", "OrthancPluginCreateDicomFlags", "OrthancPluginValueRepresentation", "OrthancPluginLogLevel",
    "OrthancPluginLogCategory", "OrthancPluginResourceType", "OrthancPluginStorageCommitmentFailureReason",
    "OrthancPluginCompressionType", "OrthancPluginHttpMethod", "OrthancPluginPixelFormat", "OrthancPluginImageFormat",
    "OrthancPluginChangeType", "OrthancPluginInstanceOrigin", "OrthancPluginJobStepStatus", "OrthancPluginJobStopReason",
    "OrthancPluginMetricsType", "OrthancPluginDicomWebBinaryMode", "OrthancPluginReceivedInstanceAction",
    "OrthancPluginLoadDicomInstanceMode", "OrthancPluginStoreStatus", "OrthancPluginQueueOrigin", "OrthancPluginStableStatus",
];
string[] structs =
[
    "OrthancPluginMemoryBuffer", "OrthancPluginDictionaryEntry", "_OrthancPluginRetrieveDynamicString", "_OrthancPluginReturnSingleValue",
    "_OrthancPluginSetPluginProperty", "_OrthancPluginGlobalProperty", "_OrthancPluginReadFile", "_OrthancPluginGetErrorDescription",
    "_OrthancPluginDicomToJson", "_OrthancPluginCreateDicom", "_OrthancPluginLookupDictionary", "_OrthancPluginLogMessage",
    "_OrthancPluginWorklistCallback", "_OrthancPluginWorklistCallback2", "_OrthancPluginWorklistAnswersOperation",
    "_OrthancPluginWorklistQueryOperation", "_OrthancPluginCreateFindMatcher", "_OrthancPluginFreeFindMatcher",
    "_OrthancPluginFindMatcherIsMatch", "_OrthancPluginAccessDicomConnection", "_OrthancPluginFindCallback",
    "_OrthancPluginFindCallback2", "_OrthancPluginFindOperation", "_OrthancPluginMoveCallback", "_OrthancPluginMoveCallback2",
    "_OrthancPluginRegisterStorageCommitmentScpCallback", "_OrthancPluginRegisterStorageCommitmentScpCallback2",
    "_OrthancPluginRestApiGet", "_OrthancPluginRestApiPostPut",
    "OrthancPluginMemoryBuffer64", "_OrthancPluginBufferCompression", "_OrthancPluginWriteFile", "_OrthancPluginRegisterErrorCode",
    "_OrthancPluginComputeHash", "_OrthancPluginRetrieveStaticString", "_OrthancPluginGetTagName", "_OrthancPluginCreateMemoryBuffer",
    "_OrthancPluginCreateMemoryBuffer64", "_OrthancPluginCreateDicom2",
    "OrthancPluginHttpRequest", "_OrthancPluginRestCallback", "_OrthancPluginChunkedRestCallback",
    "_OrthancPluginIncomingHttpRequestFilter", "_OrthancPluginIncomingHttpRequestFilter2",
    "_OrthancPluginAnswerBuffer", "_OrthancPluginCompressAndAnswerPngImage", "_OrthancPluginCompressAndAnswerImage",
    "_OrthancPluginOutputPlusArgument", "_OrthancPluginSendHttpStatusCode", "_OrthancPluginSetHttpHeader",
    "_OrthancPluginStartMultipartAnswer", "_OrthancPluginSendHttpStatus", "_OrthancPluginSendMultipartItem2",
    "_OrthancPluginSetHttpErrorDetails", "_OrthancPluginStartStreamAnswer", "_OrthancPluginRestApiGet2", "_OrthancPluginCallRestApi",
    "_OrthancPluginGetDicomForInstance", "_OrthancPluginReconstructMainDicomTags",
    "_OrthancPluginOnStoredInstanceCallback", "_OrthancPluginOnChangeCallback", "_OrthancPluginIncomingDicomInstanceFilter",
    "_OrthancPluginIncomingCStoreInstanceFilter", "_OrthancPluginReceivedInstanceCallback",
    "_OrthancPluginAccessDicomInstance", "_OrthancPluginAccessDicomInstance2", "_OrthancPluginCreateDicomInstance",
    "_OrthancPluginFreeDicomInstance", "_OrthancPluginLoadDicomInstance", "_OrthancPluginAdoptDicomInstance",
    "_OrthancPluginEncodeDicomWeb", "_OrthancPluginEncodeDicomWeb2",
    "_OrthancPluginCallHttpClient", "_OrthancPluginCallHttpClient2", "_OrthancPluginChunkedHttpClient",
    "_OrthancPluginGetPeers", "_OrthancPluginFreePeers", "_OrthancPluginGetPeersCount", "_OrthancPluginGetPeerProperty",
    "_OrthancPluginCallPeerApi", "_OrthancPluginRegisterDictionaryTag", "_OrthancPluginRegisterPrivateDictionaryTag",
    "_OrthancPluginSetMetricsValue", "_OrthancPluginSetMetricsIntegerValue", "_OrthancPluginRegisterRefreshMetricsCallback",
    "_OrthancPluginStoreKeyValue", "_OrthancPluginDeleteKeyValue", "_OrthancPluginGetKeyValue",
    "_OrthancPluginCreateKeysValuesIterator", "_OrthancPluginFreeKeysValuesIterator", "_OrthancPluginKeysValuesIteratorNext",
    "_OrthancPluginKeysValuesIteratorGetKey", "_OrthancPluginKeysValuesIteratorGetValue",
    "_OrthancPluginEnqueueValue", "_OrthancPluginDequeueValue", "_OrthancPluginGetQueueSize", "_OrthancPluginReserveQueueValue",
    "_OrthancPluginAcknowledgeQueueValue", "_OrthancPluginSetStableStatus",
    "_OrthancPluginCreateJob", "_OrthancPluginCreateJob2", "_OrthancPluginFreeJob", "_OrthancPluginSubmitJob",
    "_OrthancPluginJobsUnserializer", "_OrthancPluginGetImageInfo", "_OrthancPluginFreeImage", "_OrthancPluginCompressImage",
    "_OrthancPluginCreateImage",
];
string[] opaque =
[
    "OrthancPluginImage", "OrthancPluginWorklistQuery", "OrthancPluginWorklistAnswers", "OrthancPluginFindMatcher",
    "OrthancPluginDicomConnection", "OrthancPluginFindQuery", "OrthancPluginFindAnswers", "OrthancPluginRestOutput",
    "OrthancPluginDicomInstance", "OrthancPluginPeers", "OrthancPluginJob", "OrthancPluginDicomWebNode",
    "OrthancPluginServerChunkedRequestReader", "OrthancPluginKeysValuesIterator", "OrthancPluginStorageArea",
];
string[] callbacks =
[
    "OrthancPluginFree", "OrthancPluginWorklistCallback", "OrthancPluginWorklistCallback2", "OrthancPluginFindCallback",
    "OrthancPluginFindCallback2", "OrthancPluginMoveCallback", "OrthancPluginMoveCallback2", "OrthancPluginGetMoveSize",
    "OrthancPluginApplyMove", "OrthancPluginFreeMove", "OrthancPluginStorageCommitmentFactory", "OrthancPluginStorageCommitmentFactory2",
    "OrthancPluginStorageCommitmentLookup", "OrthancPluginStorageCommitmentDestructor",
    "OrthancPluginRestCallback", "OrthancPluginServerChunkedRequestReaderFactory", "OrthancPluginServerChunkedRequestReaderAddChunk",
    "OrthancPluginServerChunkedRequestReaderExecute", "OrthancPluginServerChunkedRequestReaderFinalize",
    "OrthancPluginIncomingHttpRequestFilter", "OrthancPluginIncomingHttpRequestFilter2", "OrthancPluginOnStoredInstanceCallback",
    "OrthancPluginOnChangeCallback", "OrthancPluginIncomingDicomInstanceFilter", "OrthancPluginIncomingCStoreInstanceFilter",
    "OrthancPluginReceivedInstanceCallback", "OrthancPluginDicomWebSetBinaryNode", "OrthancPluginDicomWebBinaryCallback",
    "OrthancPluginDicomWebBinaryCallback2", "OrthancPluginChunkedClientAnswerAddHeader", "OrthancPluginChunkedClientAnswerAddChunk",
    "OrthancPluginChunkedClientRequestIsDone", "OrthancPluginChunkedClientRequestNext",
    "OrthancPluginChunkedClientRequestGetChunkData", "OrthancPluginChunkedClientRequestGetChunkSize",
    "OrthancPluginRefreshMetricsCallback", "OrthancPluginJobFinalize", "OrthancPluginJobGetProgress", "OrthancPluginJobGetContent",
    "OrthancPluginJobGetContent2", "OrthancPluginJobGetSerialized", "OrthancPluginJobGetSerialized2", "OrthancPluginJobStep",
    "OrthancPluginJobStop", "OrthancPluginJobReset", "OrthancPluginJobsUnserializer",
];

var root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "Belfry.slnx")))
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside the repository.");
using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "eng", "abi", "orthanc-plugin-abi-1.12.11.json")));
var generated = Path.Combine(root, "src", "Belfry.Orthanc.Abi", "Generated");
foreach (var name in enums)
    Write(Path.Combine(generated, Ours(name) + ".cs"), CSharpEnum(Find("enums", name)));
Write(Path.Combine(generated, "NativeStructs.cs"), CSharpStructs());
Write(Path.Combine(root, "tests", "native", "belfry_orthanc.h"), Header());

JsonElement Find(string list, string name) =>
    facts.RootElement.GetProperty(list).EnumerateArray().First(e => e.GetProperty("name").GetString() == name);

static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

static int Number(JsonElement element, string property) => element.GetProperty(property).GetInt32();

// "OrthancPluginErrorCode" and "_OrthancPluginService" become "OrthancErrorCode" and "OrthancService".
static string Ours(string name) => "Orthanc" + name.TrimStart('_')["OrthancPlugin".Length..];

static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

static void Write(string path, string text)
{
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, text);
    Console.WriteLine(path);
}

static string CSharpEnum(JsonElement facts)
{
    var name = Text(facts, "name");
    var text = new StringBuilder("// Generated by eng/abi/generate.cs.\nnamespace Belfry.Orthanc.Abi;\n\n");
    text.Append(CultureInfo.InvariantCulture, $"/// <summary>{name} of the plugin interface, 1.12.11.</summary>\ninternal enum {Ours(name)}\n{{\n");
    foreach (var value in facts.GetProperty("values").EnumerateObject())
    {
        if (!value.Name.EndsWith("_INTERNAL", StringComparison.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"    {value.Name[(name.Length + 1)..]} = {value.Value.GetInt32()},\n");
    }

    return text.Append("}\n").ToString();
}

string CSharpStructs()
{
    var text = new StringBuilder("// Generated by eng/abi/generate.cs.\nusing System.Runtime.InteropServices;\n\nnamespace Belfry.Orthanc.Abi;\n");
    foreach (var name in structs)
    {
        var s = Find("structs", name);
        text.Append(CultureInfo.InvariantCulture, $"\n/// <summary>{name} of the plugin interface, 1.12.11.</summary>\n");
        text.Append(CultureInfo.InvariantCulture, $"[StructLayout(LayoutKind.Sequential)]\ninternal unsafe struct {Ours(name)}\n{{\n");
        foreach (var field in s.GetProperty("fields").EnumerateArray())
            text.Append(CultureInfo.InvariantCulture, $"    public {CSharpType(field)} {Pascal(Text(field, "name"))};\n");
        text.Append("}\n");
    }

    return text.ToString();
}

string CSharpType(JsonElement field) => (Text(field, "kind"), Text(field, "ctype").Replace("const ", "", StringComparison.Ordinal).Replace(" const*", "*", StringComparison.Ordinal)) switch
{
    ("functionPointer", _) => "nint",
    ("enum", var type) => enums.Contains(type) ? Ours(type) : "int",
    (_, var type) when type.EndsWith('*') && enums.Contains(type[..^1]) => Ours(type[..^1]) + "*",
    (_, "char*") => "byte*",
    (_, "char**") => "byte**",
    (_, "void*") => "void*",
    (_, "int32_t") => "int",
    (_, "uint32_t") => "uint",
    (_, "uint16_t") => "ushort",
    (_, "uint8_t") => "byte",
    (_, "uint8_t*") => "byte*",
    (_, "int64_t") => "long",
    (_, "float") => "float",
    (_, "uint64_t") => "ulong",
    (_, "int32_t*") => "int*",
    (_, "uint16_t*") => "ushort*",
    (_, "uint32_t*") => "uint*",
    (_, "int64_t*") => "long*",
    (_, "uint64_t*") => "ulong*",
    ("struct", var type) => Ours(type),
    (_, var type) when type.EndsWith("**", StringComparison.Ordinal) => "nint*",
    (_, var type) when type.EndsWith('*') => structs.Contains(type[..^1]) ? Ours(type[..^1]) + "*" : "nint",
    var (kind, type) => throw new InvalidOperationException($"No C# type for {kind} {type}."),
};

string Header()
{
    var text = new StringBuilder(
        """
        /* Generated by eng/abi/generate.cs from eng/abi/orthanc-plugin-abi-1.12.11.json: what our own test plugins need. */
        #pragma once
        #include <stddef.h>
        #include <stdint.h>
        #ifdef __cplusplus
        #define BELFRY_ASSERT static_assert
        extern "C" {
        #else
        #define BELFRY_ASSERT _Static_assert
        #endif

        """);
    foreach (var name in opaque)
        text.Append(CultureInfo.InvariantCulture, $"typedef struct {name} {name};\n");
    foreach (var name in enums)
    {
        text.Append("\ntypedef enum\n{\n");
        foreach (var value in Find("enums", name).GetProperty("values").EnumerateObject())
            text.Append(CultureInfo.InvariantCulture, $"    {value.Name} = {value.Value.GetInt32()},\n");
        text.Append(CultureInfo.InvariantCulture, $"}} {name};\n");
    }

    text.Append('\n');
    // Callbacks point to it.
    text.Append("typedef struct OrthancPluginHttpRequest OrthancPluginHttpRequest;\ntypedef struct OrthancPluginMemoryBuffer OrthancPluginMemoryBuffer;\n");
    text.Append("typedef struct OrthancPluginMemoryBuffer64 OrthancPluginMemoryBuffer64;\n");
    foreach (var callback in callbacks.Select(n => Find("callbacks", n)))
        text.Append(CultureInfo.InvariantCulture, $"typedef {Text(callback, "returns")} (*{Text(callback, "name")})({Parameters(callback)});\n");
    var context = facts.RootElement.GetProperty("context");
    text.Append(CultureInfo.InvariantCulture, $"\nstruct {Text(context, "tag")};\n");
    CStruct(text, Text(context, "tag"), Text(context, "struct"), context);
    foreach (var name in structs)
        CStruct(text, name, name, Find("structs", name));
    return text.Append("\n#ifdef __cplusplus\n}\n#endif\n").ToString();
}

static string Parameters(JsonElement function) =>
    string.Join(", ", function.GetProperty("params").EnumerateArray().Select(p => $"{Text(p, "ctype")} {Text(p, "name")}"));

static void CStruct(StringBuilder text, string tag, string name, JsonElement facts)
{
    text.Append(CultureInfo.InvariantCulture, $"\ntypedef struct {tag}\n{{\n");
    foreach (var field in facts.GetProperty("fields").EnumerateArray())
    {
        var member = field.TryGetProperty("signature", out var signature)
            ? $"{Text(signature, "returns")} (*{Text(field, "name")})({Parameters(signature)})"
            : $"{Text(field, "ctype")} {Text(field, "name")}";
        text.Append(CultureInfo.InvariantCulture, $"    {member};\n");
    }

    text.Append(CultureInfo.InvariantCulture, $"}} {name};\nBELFRY_ASSERT(sizeof({name}) == {Number(facts, "size")}, \"{name}\");\n");
    foreach (var field in facts.GetProperty("fields").EnumerateArray())
    {
        text.Append(CultureInfo.InvariantCulture,
            $"BELFRY_ASSERT(offsetof({name}, {Text(field, "name")}) == {Number(field, "offset")}, \"{name}.{Text(field, "name")}\");\n");
    }
}
