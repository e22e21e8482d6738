using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests;

/// <summary>The compiled worklist plugin of Debian's package orthanc, unchanged.</summary>
public sealed class ModalityWorklistsTests
{
    private static readonly string[] s_places =
    [
        "/usr/share/orthanc/plugins/libModalityWorklists.so",
        "/usr/lib/orthanc/plugins/libModalityWorklists.so",
        "/usr/local/share/orthanc/plugins/libModalityWorklists.so",
    ];

    public static TheoryData<string> MandatoryQueries => [.. WorklistQueryCase.All.Where(q => q.Class == "mandatory").Select(q => q.Id)];

    [Theory]
    [MemberData(nameof(MandatoryQueries))]
    public async Task Ask_MandatoryQuery_AnswersAsTheManagedMatcher(string id)
    {
        await using var bench = await LoadAsync(new { Enable = true });
        var identifier = WorklistQueryCase.All.Single(q => q.Id == id).ToIdentifier();
        var query = new WorklistQuery(identifier);
        var expected = WorklistSamples.Files.Keys.Where(name => query.Matches(WorklistSamples.Read(name))).ToArray();
        Assert.Equal(expected, Names(await bench.AskAsync(PluginBench.Request(identifier))));
    }

    [Fact]
    public async Task Ask_PastLimitAnswers_IsIncomplete()
    {
        await using var bench = await LoadAsync(new { Enable = true, LimitAnswers = 3 });
        var request = PluginBench.Request();

        // The plugin stops after the answer that exceeds the limit, in the reference host too.
        Assert.Equal(4, (await bench.AskAsync(request)).Count);
        Assert.True(request.IsIncomplete);
    }

    [Fact]
    public async Task Ask_FilterIssuerAet_MatchesTheCallersStation()
    {
        await using var bench = await LoadAsync(new { Enable = true, FilterIssuerAet = true });
        var step = new DicomDataSet();
        step.SetEmpty(Tags.ScheduledStationAETitle);
        var identifier = new DicomDataSet();
        identifier.SetEmpty(Tags.AccessionNumber);
        identifier.Set(Tags.ScheduledProcedureStepSequence, step);
        var station = WorklistSamples.Read("W01").GetSequence(Tags.ScheduledProcedureStepSequence)[0]
            .GetString(Tags.ScheduledStationAETitle);
        var connection = PluginBench.Connection with { CallingAETitle = AETitle.Parse(Assert.IsType<string>(station)) };
        var expectedStep = new DicomDataSet();
        expectedStep.Set(Tags.ScheduledStationAETitle, station);
        var expected = new DicomDataSet();
        expected.Set(Tags.ScheduledProcedureStepSequence, expectedStep);
        var query = new WorklistQuery(expected);
        var names = WorklistSamples.Files.Keys.Where(name => query.Matches(WorklistSamples.Read(name))).ToArray();
        Assert.InRange(names.Length, 1, 11);
        Assert.Equal(names, Names(await bench.AskAsync(new WorklistRequest(new WorklistQuery(identifier), connection))));
    }

    [Fact]
    public async Task Ask_MissingFolder_Fails()
    {
        await using var bench = await LoadAsync(new { Enable = true }, database: "absent");
        var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.AskAsync(PluginBench.Request()));
        Assert.Equal(new DimseStatus(0xC000), failure.Status);
        Assert.Contains("2002 (DirectoryExpected)", failure.Comment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_NotEnabled_HoldsNoCallback()
    {
        await using var bench = Bench();
        bench.Configuration = """{ "Worklists": { "Enable": false, "Database": "/tmp" } }""";
        Assert.Null((await bench.LoadAsync(LibraryFor(bench))).WorklistHandler);
    }

    [Fact]
    public async Task Load_EnabledWithoutDatabase_FailsWithThePluginsName()
    {
        await using var bench = Bench();
        bench.Configuration = """{ "Worklists": { "Enable": true } }""";
        var failure = await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(LibraryFor(bench)));
        Assert.Contains("'worklists'", failure.Message, StringComparison.Ordinal);
    }

    private static PluginBench Bench()
    {
        Library();
        return new PluginBench();
    }

    private static async Task<PluginBench> LoadAsync(object settings, string database = "items")
    {
        var bench = Bench();
        WorklistSamples.WriteTo(Directory.CreateDirectory(Path.Combine(bench.Folder, "items")).FullName);
        var section = JsonSerializer.SerializeToNode(settings)!.AsObject();
        section["Database"] = Path.Combine(bench.Folder, database);
        bench.Configuration = new System.Text.Json.Nodes.JsonObject { ["Worklists"] = section }.ToJsonString();
        await bench.LoadAsync(LibraryFor(bench));
        return bench;
    }

    // The plugin reads its folder in the order of the file system.
    private static string[] Names(IEnumerable<DicomDataSet> answers) => [.. answers.Select(NameOf).Order(StringComparer.Ordinal)];

    private static string NameOf(DicomDataSet answer) => WorklistSamples.Files.Keys.Single(
        name => WorklistSamples.Read(name).GetString(Tags.StudyInstanceUID) == answer.GetString(Tags.StudyInstanceUID));

    // The plugin can be initialised once, and a library stays loaded: each test takes a copy, which is another library.
    private static string LibraryFor(PluginBench bench)
    {
        var copy = Path.Combine(bench.Folder, "libModalityWorklists.so");
        File.Copy(Library(), copy);
        return copy;
    }

    private static string Library()
    {
        var library = s_places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(library is null, "skipped: Debian's package orthanc is not installed");
        return library!;
    }
}
