using System.Text.RegularExpressions;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.Server.Tests.Processes;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>
/// Debian's compiled Python plugin in a whole server with <c>tests/native/callbacks.py</c>, asked by DCMTK: find, worklist and move, what fails in
/// the script, and text that is no ASCII. One server for all.
/// </summary>
public sealed partial class PythonPluginTests(PythonPluginTests.Host host) : IClassFixture<PythonPluginTests.Host>
{
    private const string Library = "/usr/share/orthanc/plugins/libOrthancPython.so";

    private static readonly string s_scripts = Path.Combine(TestData.Path(), "..", "native");

    [Theory]
    [InlineData("-S")]
    [InlineData("-P")]
    [Trait("Section", "PS3.4 C.4.1")]
    public async Task Find_Script_AnswersInAnyModelWithItsText(string model)
    {
        var level = model == "-P" ? "PATIENT" : "STUDY";
        var (names, output) = await AskAsync(model, "-k", $"QueryRetrieveLevel={level}", "-k", "PatientName=M*", "-k", "StudyDescription=NONE");
        Assert.Equal(["Müller^И", "Second"], names);
        Assert.Contains("Final Find Response (Success)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_ScriptRaises_IsAFailureAndTheNextIsAnswered()
    {
        var (names, output) = await AskAsync("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientID=FAIL", "-k", "PatientName");
        Assert.Empty(names);
        Assert.Contains("Final Find Response (Failed: UnableToProcess)", output, StringComparison.Ordinal);
        Assert.Equal(2, (await AskAsync("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName")).Names.Count);
    }

    [Theory]
    [InlineData("A2", "Worklist^Patient")]
    [InlineData("A3", "Müller^И")]
    [InlineData("none")]
    [Trait("Section", "PS3.4 K.4")]
    public async Task Worklist_Script_AnswersWhatMatches(string accession, params string[] expected)
    {
        var (names, output) = await AskAsync("-W", "-k", $"AccessionNumber={accession}", "-k", "PatientName");
        Assert.Equal(expected, names);
        Assert.Contains("Final Find Response (Success)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worklist_ScriptRaises_IsAFailureAndTheNextIsAnswered()
    {
        var (names, output) = await AskAsync("-W", "-k", "AccessionNumber", "-k", "PatientID=FAIL", "-k", "PatientName");
        Assert.Empty(names);
        Assert.Contains("Final Find Response (Failed: UnableToProcess)", output, StringComparison.Ordinal);
        Assert.Equal(2, (await AskAsync("-W", "-k", "AccessionNumber", "-k", "PatientName")).Names.Count);
    }

    [Theory]
    [InlineData("PATIENT-1", "0x0000")]
    [InlineData("FAIL", "0xa702")]
    [Trait("Section", "PS3.4 C.4.2")]
    public async Task Move_Script_DecidesHowItEnds(string patient, string status)
    {
        var (_, output) = await ForeignTool.RunAsync(
            "movescu", "-d", "-S", "-aec", "ORTHANC", "-aem", "STATION", "-k", "QueryRetrieveLevel=STUDY", "-k", $"PatientID={patient}",
            "-k", "StudyInstanceUID=1.2.3", "127.0.0.1", host.Port);
        Assert.Matches($"DIMSE Status +: {status}", output.Split('\n').Last(static line => line.Contains("DIMSE Status", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("raise Exception('the moon is full')", "the moon is full")]
    [InlineData("this is no Python", "invalid syntax")]
    public async Task Serve_ScriptThatFailsAtItsStart_IsRefusedWithTheReason(string script, string reason)
    {
        Assert.SkipUnless(File.Exists(Library), "skipped: Debian's package orthanc-python is not installed");
        using var folder = new TemporaryFolder();
        var file = folder.Write("failing.py", script);
        var configuration = folder.Write("a.json", $$"""{ "Plugins" : [ "{{Library}}" ], "PythonScript" : "{{file}}" }""");
        var (code, _, errors) = await ServerProcess.RunAsync("serve", configuration, "--dicom-port", "0", "--http-port", "0");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith("belfry: The plugin 'python'", errors[^1], StringComparison.Ordinal);
        Assert.Contains(reason, errors[^1], StringComparison.Ordinal);
    }

    /// <summary>The patients' names of the answers, in order, and what the tool said.</summary>
    private async Task<(List<string?> Names, string Output)> AskAsync(params string[] query)
    {
        using var work = new TemporaryFolder();
        var (_, output) = await ForeignTool.RunAsync("findscu", ["-v", "-X", "-od", work.Path, "-aec", "ORTHANC", .. query, "127.0.0.1", host.Port]);
        Assert.Matches(FinalResponse(), output);
        return ([.. Directory.GetFiles(work.Path, "rsp*.dcm").Order().Select(static path => DicomFile.Open(path).DataSet.GetString(Tags.PatientName))], output);
    }

    [GeneratedRegex(@"Final Find Response \(")]
    private static partial Regex FinalResponse();

    /// <summary>The server with the plugin and the script.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private ServerProcess? _server;

        /// <summary>Where it is asked; skips the test where the plugin is not installed.</summary>
        internal string Port
        {
            get
            {
                Assert.SkipWhen(_server is null, "skipped: Debian's package orthanc-python is not installed");
                return $"{_server!.DicomPort}";
            }
        }

        public async ValueTask InitializeAsync()
        {
            if (!File.Exists(Library))
                return;
            var configuration = $$"""
                { "Plugins" : [ "{{Library}}" ], "PythonScript" : "{{Path.GetFullPath(Path.Combine(s_scripts, "callbacks.py"))}}",
                  "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowFindWorklist" : true, "DicomAlwaysAllowMove" : true }
                """;
            _server = await ServerProcess.StartAsync(_folder.Write("a.json", configuration));
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
                await _server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
