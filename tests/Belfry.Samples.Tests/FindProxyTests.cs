using Belfry.Conformance;
using Belfry.Server.Composition;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Samples.Tests;

/// <summary><c>samples/find-proxy</c> in front of DCMTK's archive.</summary>
public sealed class FindProxyTests(ExternalPacs pacs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("STUDY", 1)]
    [InlineData("SERIES", 2)]
    [Trait("Section", "PS3.4 C.4.1")]
    public async Task FindScu_EachLevel_GetsWhatThePacsHas(string level, int count)
    {
        await using var server = await StartAsync(await pacs.EntryAsync());
        var (code, output) = await ForeignTool.RunAsync(
            "findscu", "-v", "-S", "-aec", "BELFRY", "-k", $"QueryRetrieveLevel={level}", "-k", $"StudyInstanceUID={ExternalPacs.Study}", "-k", "SeriesInstanceUID",
            "-k", "PatientName", "127.0.0.1", $"{server.DicomPort}");
        Assert.True(code == 0, output);
        Assert.Contains("Received Final Find Response (Success)", output, StringComparison.Ordinal);
        Assert.Equal(count, output.Split("(Pending)").Length - 1);
    }

    [Fact]
    public async Task FindScu_PacsThatIsAway_IsToldWhoIs()
    {
        await using var server = await StartAsync($"[ \"ARCHIVE\", \"127.0.0.1\", {FreePort.Take()} ]");
        using var output = new StringWriter();
        using var errors = new StringWriter();
        await Cli.Tool.RunAsync(
            Cli.Tool.Create(), ["find", $"BELFRY@127.0.0.1:{server.DicomPort}", "--study-root", "-k", "PatientID=P1"], output, errors, cancellation: Token);
        Assert.Contains("C000H: pacs: cannot be reached", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "\"FindProxy\" : { \"Modality\" : \"…\" } is missing")]
    [InlineData("\"FindProxy\" : { \"Modality\" : \"other\" },", "There is no modality \"other\" in \"DicomModalities\"; there are: pacs.")]
    public async Task Start_SectionThatIsWrong_IsNamed(string section, string expected)
    {
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync("[ \"ARCHIVE\", \"127.0.0.1\", 104 ]", section));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private Task<TestServer> StartAsync(string entry, string section = "\"FindProxy\" : { \"Modality\" : \"pacs\" },") => TestServer.StartAsync(
        $$"""
        {
          "DicomAet" : "BELFRY", "DicomAlwaysAllowFind" : true, "DicomModalities" : { "pacs" : {{entry}} }, {{section}}
          "Plugins" : [ "{{SamplePaths.Plugin("FindProxy")}}" ], "StorageDirectory" : "storage"
        }
        """,
        _folder.Path,
        Token);
}
