using System.Text.Json;
using System.Text.RegularExpressions;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

public sealed partial class ServiceTests
{
    [Fact]
    public async Task Services_CalledByAPlugin_AnswerAsTheInterfaceSays()
    {
        await using var bench = new PluginBench();
        bench.Configuration = """{ "Name": "Größe" }""";
        var file = bench.WriteItem("W01");
        var plugins = await bench.LoadAsync(bench.Compile("services.c", "FILE_PATH=" + NativeCompiler.Literal(file)));
        var info = Assert.Single(plugins.Plugins);
        Assert.Equal(("Tests services", "/tests/"), (info.Description, info.RootUri));
        CheckHost(bench);
        CheckFiles(bench, file);
        CheckMatchers(bench.Log);
        CheckDictionary(bench.Log);
        CheckCreation(bench.Log);
    }

    private static void CheckHost(PluginBench bench)
    {
        var log = bench.Log;
        Assert.Equal("1.12.11", log.Report("version"));
        foreach (var name in (string[])["log-message", "description", "root", "thread-name"])
            Assert.Equal("0", log.Report(name));
        Assert.Equal(("26", "2"), (log.Report("unknown-service"), log.Report("unserved-service")));
        Assert.Equal("26", log.Report("unknown-service-without-parameters"));
        Assert.Equal(("35", "35"), (log.Report("null-parameters"), log.Report("null-file")));
        Assert.Equal(("0", "2"), (log.Report("argument-count-code"), log.Report("argument-count")));
        Assert.Equal(("0", "6"), (log.Report("database-version-code"), log.Report("database-version")));
        Assert.Equal(["0", "serve"], log.Reports("argument-0"));
        Assert.Equal("26", log.Report("argument-9"));
        Assert.Equal(("2038", "2038", "26"), (log.Report("get-property"), log.Report("set-property"), log.Report("set-low-property")));
        Assert.Equal(["0", Environment.ProcessPath ?? ""], log.Reports("program"));
        Assert.Equal(["0", Path.GetDirectoryName(Environment.ProcessPath) ?? ""], log.Reports("folder"));
        Assert.Equal(["0", Path.Combine(bench.Folder, "belfry.json")], log.Reports("configuration-path"));
        Assert.Equal(["0", bench.Configuration], log.Reports("configuration"));
        Assert.True(Guid.TryParseExact(log.Reports("uuid")[1], "D", out _));
        Assert.Equal(["0", "0", "0", "0"], log.Reports("error-code"));
        Assert.Equal(["Bad file format", "Database not initialized", "An error of a plugin's own", "Unknown error code"], log.Reports("error-text"));
    }

    private static void CheckFiles(PluginBench bench, string file)
    {
        var log = bench.Log;
        Assert.Equal(("2006", "2006", "0"), (log.Report("read-missing"), log.Report("read-folder"), log.Report("read")));
        Assert.Equal($"{new FileInfo(file).Length}", log.Report("read-size"));
        var full = JsonDocument.Parse(log.Reports("json-full")[1]).RootElement;
        Assert.Equal(
            """{"Name":"AccessionNumber","Type":"String","Value":"ACC26001"}""", full.GetProperty("0008,0050").GetRawText());
        Assert.Equal("Sequence", full.GetProperty("0040,0100").GetProperty("Type").GetString());
        Assert.False(full.TryGetProperty("0002,0010", out _));
        var inShort = JsonDocument.Parse(log.Reports("json-short")[1]).RootElement;
        Assert.Equal("ACC26001", inShort.GetProperty("0008,0050").GetString());
        Assert.Equal(JsonValueKind.Array, inShort.GetProperty("0040,0100").ValueKind);
        var human = JsonDocument.Parse(log.Reports("json-human")[1]).RootElement;
        Assert.Equal("ACC26001", human.GetProperty("AccessionNumber").GetString());
        Assert.Equal(["3", "(null)"], log.Reports("json-bad-format"));
        Assert.Equal(["15", "(null)"], log.Reports("json-garbage"));
    }

    private static void CheckMatchers(RecordingLoggers log)
    {
        Assert.Equal(("0", "0", "1"), (log.Report("matcher"), log.Report("matcher-ask"), log.Report("matcher-match")));
        Assert.Equal("1", log.Report("matcher-itself"));
        Assert.Equal(("0", "1", "1"), (log.Report("matcher-free"), log.Report("matcher-free-again"), log.Report("matcher-dead")));
        Assert.Equal(("0", "15"), (log.Report("matcher-free-null"), log.Report("matcher-garbage")));
    }

    private static void CheckDictionary(RecordingLoggers log)
    {
        Assert.Equal("0 0010,0010 16 1-1", log.Report("lookup PatientName"));
        Assert.Equal("0 0010,0010 16 1-1", log.Report("lookup 0010-0010"));
        Assert.Equal("0 0010,0010 16 1-1", log.Report("lookup 00100010"));
        Assert.Equal("0 0008,0008 4 2-0", log.Report("lookup 0008,0008"));
        Assert.Equal("27 0000,0000 0 0-0", log.Report("lookup NoSuchTag"));
    }

    private static void CheckCreation(RecordingLoggers log)
    {
        // Twice the name: the code of the creation, then code and text of the JSON that was made of its file.
        Assert.Equal(
            ["0", "0", """{"0008,0005":"ISO_IR 192","0010,0010":"Müller^И","0040,0100":[{"0008,0060":"","0040,0001":"AET"}]}"""],
            log.Reports("create"));
        Assert.Equal("28", log.Report("create-bad-json"));
        Assert.Equal(("5", "5"), (log.Report("create-array"), log.Report("create-number")));
        Assert.Equal(("27", "15"), (log.Report("create-unknown"), log.Report("create-misfit")));
        Assert.Equal(
            """{"0008,0005":"ISO_IR 192","0008,0018":"2.25.#","0010,0020":"2.25.#","0020,000d":"2.25.#","0020,000e":"2.25.#"}""",
            MadeUid().Replace(log.Reports("create-identifiers")[2], "2.25.#"));
    }

    [GeneratedRegex(@"2\.25\.\d+")]
    private static partial Regex MadeUid();
}
