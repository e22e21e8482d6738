using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Sdk.Testing;
using Belfry.Server.Tests;
using WorklistCsv;

namespace Belfry.Samples.Tests;

/// <summary><c>samples/worklist-csv</c>: both kinds of file, and files that change.</summary>
public sealed class WorklistCsvTests
{
    private static readonly DateTime s_later = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("worklist.csv", "P-3", "Müller^Jürg, Dr.")]
    [InlineData("worklist.json", "P-2", "Müller^Jürg")]
    public async Task Find_TheExampleFiles_AreAnswered(string file, string patient, string name)
    {
        await using var server = new InMemoryServer(new CsvWorklist(HostOf(SamplePaths.File("worklist-csv", file))));
        var found = await server.FindWorklistAsync(
            new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" }, { Tags.PatientID, patient }, { Tags.PatientName, "" } }, Token);
        Assert.Equal(name, Assert.Single(found.Answers).GetString(Tags.PatientName));
    }

    [Fact]
    public async Task Find_TheFileHasChanged_IsAnsweredFromTheNewOne()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "PatientID,ScheduledProcedureStepSequence.Modality\nP-1,CT\n");
        var host = HostOf(path);
        await using var server = new InMemoryServer(new CsvWorklist(host));
        Assert.Equal(["P-1"], await PatientsAsync(server, "CT"));
        folder.Write("a.csv", "PatientID;ScheduledProcedureStepSequence.Modality\r\nP-2;CT\r\n\"P;3\";MR\r\n");
        File.SetLastWriteTimeUtc(path, s_later);
        Assert.Equal(["P-2"], await PatientsAsync(server, "CT"));
        Assert.Equal(["P;3"], await PatientsAsync(server, "MR"));
        Assert.Contains(host.Log.Lines, line => line.Text.EndsWith("2 items", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PatientID\n\"P-2")]
    [InlineData("PatientID\nP-2,CT")]
    [InlineData("PatientNumber\nP-2")]
    [InlineData(null)]
    public async Task Find_TheFileIsFaultyOrAway_KeepsTheItemsOfBefore(string? text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "PatientID\nP-1\n");
        var host = HostOf(path);
        await using var server = new InMemoryServer(new CsvWorklist(host));
        if (text is null)
            File.Delete(path);
        else
            folder.Write("a.csv", text);
        Assert.Equal(["P-1"], await PatientsAsync(server, ""));
        Assert.Contains(host.Log.Lines, line => line.Text.Contains("cannot be read", StringComparison.Ordinal));
        folder.Write("a.csv", "PatientID\nP-2\n");
        File.SetLastWriteTimeUtc(path, s_later);
        Assert.Equal(["P-2"], await PatientsAsync(server, ""));
    }

    [Fact]
    public void New_AMissingFile_StopsTheStart() => Assert.Throws<FileNotFoundException>(() => new CsvWorklist(HostOf("/nowhere.csv")));

    [Fact]
    public async Task Find_ByAForeignTool_IsAnsweredByThePluginThatTheServerLoads()
    {
        using var folder = new TemporaryFolder();
        var json = $$"""
            { "Plugins" : [ "{{SamplePaths.Plugin("WorklistCsv")}}" ], "DicomAlwaysAllowFindWorklist" : true,
              "WorklistCsv" : { "File" : "{{SamplePaths.File("worklist-csv", "worklist.csv")}}" } }
            """;
        await using var server = await TestServer.StartAsync(json, folder.Path, Token);
        var (code, output) = await ForeignTool.RunAsync(
            "findscu", "-W", "localhost", $"{server.DicomPort}", "-k", "PatientName", "-k", "ScheduledProcedureStepSequence[0].Modality=MR");
        Assert.Equal(0, code);
        Assert.Contains("Sample^Bernd", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", output, StringComparison.Ordinal);
    }

    private static FakePluginHost HostOf(string path) => new($$"""{ "WorklistCsv" : { "File" : "{{path}}" } }""");

    private static async Task<IEnumerable<string?>> PatientsAsync(InMemoryServer server, string modality)
    {
        var keys = new DicomDataSet { { Tags.PatientID, "" }, { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, modality } } } };
        return (await server.FindWorklistAsync(keys, Token)).Answers.Select(answer => answer.GetString(Tags.PatientID));
    }
}
