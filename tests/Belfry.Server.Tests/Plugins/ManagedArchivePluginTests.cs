using System.Globalization;
using System.Text.Json;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Server.Tests.Processes;

namespace Belfry.Server.Tests.Plugins;

/// <summary>A managed plugin serves C-FIND, C-MOVE and C-GET in the whole server, beside the archive and with its help.</summary>
public sealed class ManagedArchivePluginTests : IAsyncLifetime
{
    private const string Open = "\"DicomAlwaysAllowFind\" : true, \"DicomAlwaysAllowMove\" : true, \"DicomAlwaysAllowGet\" : true";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _other = new();
    private TestServer? _destination;
    private TestServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestServer Destination => _destination ?? throw new InvalidOperationException("Not started.");

    private TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _destination = await TestServer.StartAsync($$"""{ {{Open}} }""", _other.Path, Token);
        var plugin = JsonEncodedText.Encode(TestPlugins.Steered);
        _server = await TestServer.StartAsync(
            $$"""{ {{Open}}, "Plugins" : [ "{{plugin}}" ], "DicomModalities" : { "station" : [ "STATION", "127.0.0.1", {{_destination.DicomPort}} ] } }""", _folder.Path, Token);
        for (var i = 1; i <= 3; i++)
            await WriteAsync("input", i);
        await WriteAsync("plugin-files", 9);
        Assert.Equal(ExitCodes.Success, (await RunAsync("store", AddressOf("ANY"), Path.Combine(_folder.Path, "input"))).Code);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_destination is not null)
            await _destination.DisposeAsync();
        _folder.Dispose();
        _other.Dispose();
    }

    [Theory]
    [Trait("Section", "PS3.4 C.4.2.1.6")]
    [InlineData("MIXED")]
    [InlineData("MIXED-UNKNOWN")]
    public async Task Move_SuboperationsOfEachKind_AreCountedByTheirStatus(string patient)
    {
        var (code, output) = await RunAsync("move", AddressOf("STEERED"), "--to", "STATION", "-P", "-k", $"PatientID={patient}", "--json");

        Assert.Equal(ExitCodes.Partly, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("B000", json.RootElement.GetProperty("status").GetString());
        Assert.Equal((3, 1, 2), CountersOf(json));
        Assert.Equal(["1.2.3.4.82", "1.2.3.4.83"], json.RootElement.GetProperty("failedSopInstanceUids").EnumerateArray().Select(uid => uid.GetString()));
        Assert.Equal(["1.2.3.4.1", "1.2.3.4.9"], await StoredAsync(Destination));
    }

    [Fact]
    public async Task Get_SuboperationsOfEachKind_BringWhatTheServerSends()
    {
        var target = Path.Combine(_folder.Path, "got");
        var (code, output) = await RunAsync("get", AddressOf("STEERED"), "-P", "-k", "PatientID=MIXED", "--json", "--output", target);

        Assert.Equal(ExitCodes.Partly, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((3, 1, 2), CountersOf(json));
        Assert.Equal(["1.2.3.4.1.dcm", "1.2.3.4.9.dcm"], Directory.EnumerateFiles(target).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("MIXED", "5/1/0/0 4/2/0/0 3/3/0/0 2/3/0/1 1/3/1/1")]
    [InlineData("MIXED-UNKNOWN", "0/1/0/0 0/2/0/0 0/3/0/0 0/3/0/1 0/3/1/1")]
    public async Task Move_PendingResponses_TellWhatRemainsWhenThePluginKnows(string patient, string expected)
    {
        await using var association = await AssociateAsync("STEERED");
        var counters = new List<string>();
        await foreach (var reply in association.InvokeAsync(MoveRequest(), Keys(patient), Token))
        {
            if (reply.Response is CMoveResponse move && move.Status.Class == DimseStatusClass.Pending)
                counters.Add(string.Create(CultureInfo.InvariantCulture, $"{move.RemainingSuboperations}/{move.CompletedSuboperations}/{move.FailedSuboperations}/{move.WarningSuboperations}"));
        }

        Assert.Equal(expected, string.Join(' ', counters));
    }

    [Theory]
    [InlineData("P1")]
    [InlineData("ARCHIVE")]
    public async Task Move_HandedOnOrListed_SendsWhatTheArchiveHas(string patient)
    {
        Assert.Equal(ExitCodes.Success, (await RunAsync("move", AddressOf("STEERED"), "--to", "STATION", "-P", "-k", $"PatientID={patient}")).Code);
        Assert.Equal(["1.2.3.4.1", "1.2.3.4.2", "1.2.3.4.3"], await StoredAsync(Destination));
    }

    [Fact]
    public async Task Move_AnotherCalledAETitle_IsServedByTheArchive()
    {
        Assert.Equal(ExitCodes.NothingFound, (await RunAsync("move", AddressOf("ANY"), "--to", "STATION", "-P", "-k", "PatientID=MIXED")).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("move", AddressOf("ANY"), "--to", "STATION", "-P", "-k", "PatientID=P1")).Code);
    }

    [Fact]
    public async Task Move_RefusedByThePlugin_EndsWithItsStatus()
    {
        var (code, output) = await RunAsync("move", AddressOf("STEERED"), "--to", "STATION", "-P", "-k", "PatientID=REFUSED");
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("A702H: Not today", output);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.3.1")]
    public async Task Move_CancelledInTheMiddle_EndsThePluginAndSaysWhatRemains()
    {
        await using var association = await AssociateAsync("STEERED");
        using var cancel = new CancellationTokenSource();
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(MoveRequest(), Keys("HOLD"), cancel.Token))
        {
            last = reply;
            await cancel.CancelAsync();
        }

        var end = Assert.IsType<CMoveResponse>(last?.Response);
        Assert.Equal(DimseStatus.Cancel, end.Status);
        Assert.Equal(((ushort?)2, (ushort?)1), (end.RemainingSuboperations, end.CompletedSuboperations));
        Assert.Equal(DimseStatus.Success, (await LastAsync(association.InvokeAsync(MoveRequest(), Keys("NOTHING"), Token)))?.Status);
    }

    [Fact]
    public async Task Move_SeventyThousandSuboperations_AreAllCounted()
    {
        await using var association = await AssociateAsync("STEERED");
        var pending = 0;
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(MoveRequest(), Keys("MANY"), Token))
        {
            last = reply;
            pending++;
        }

        var end = Assert.IsType<CMoveResponse>(last?.Response);
        Assert.Equal(DimseStatus.Success, end.Status);
        Assert.Equal(ushort.MaxValue, end.CompletedSuboperations);
        Assert.Equal(70_000, pending);
    }

    [Theory]
    [InlineData("P1", "Doe^Jane")]
    [InlineData("ARCHIVE", "Doe^Jane")]
    [InlineData("X", "INVENTED")]
    public async Task Find_ByThePlugin_MayAskTheArchive(string patient, string answer)
    {
        var (code, output) = await RunAsync("find", AddressOf("STEERED"), "-P", "--level", "PATIENT", "-k", $"PatientID={patient}", "-k", "PatientName");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains(answer, output);
    }

    [Fact]
    public async Task Find_PluginThatStores_HasTheInstanceKept()
    {
        Assert.Equal(ExitCodes.Success, (await RunAsync("find", AddressOf("STEERED"), "-P", "--level", "PATIENT", "-k", "PatientID=STORE")).Code);
        Assert.Equal(["1.2.3.4.1", "1.2.3.4.2", "1.2.3.4.3", "1.2.3.4.77"], await StoredAsync(Server));
        var (code, output) = await RunAsync("find", AddressOf("STEERED"), "-P", "--level", "PATIENT", "-k", "PatientID=REFUSED");
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("A900H", output);
    }

    [Theory]
    [InlineData("-P", "PatientID=P1")]
    [InlineData("-S", "StudyInstanceUID=1.2.3")]
    public async Task GetResume_SomeFilesAreThere_BringsTheOthers(string model, string key)
    {
        var target = Path.Combine(_folder.Path, "got");
        Assert.Equal(ExitCodes.Success, (await RunAsync("get", AddressOf("ANY"), model, "-k", key, "--output", target, "--resume")).Code);
        Assert.Equal(3, Directory.GetFiles(target).Length);
        File.Delete(Path.Combine(target, "1.2.3.4.2.dcm"));

        var (code, output) = await RunAsync("get", AddressOf("ANY"), model, "-k", key, "--output", target, "--resume", "--json");

        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal("""{"status":"0000","completed":1,"failed":0,"warning":0,"before":2,"failedSopInstanceUids":[]}""", output.Trim());
        Assert.Equal(3, Directory.GetFiles(target).Length);
        Assert.Contains("0 completed, 0 failed, 0 with a warning, 3 there before", (await RunAsync("get", AddressOf("ANY"), model, "-k", key, "--output", target, "--resume")).Output);
    }

    [Fact]
    public async Task MoveResume_AfterARunThatMovedSome_MovesTheOthers()
    {
        var journal = _folder.Write("move.journal", $"# move from {AddressOf("ANY")} to STATION\n1.2.3.4.1\n1.2.3.4.3\n");
        string[] command = ["move", AddressOf("ANY"), "--to", "STATION", "-k", "StudyInstanceUID=1.2.3", "-k", "SeriesInstanceUID=1.2.3.4", "--resume", journal];

        Assert.Contains("1 completed, 0 failed, 0 with a warning, 2 there before", (await RunAsync(command)).Output);

        Assert.Equal(["1.2.3.4.2"], await StoredAsync(Destination));
        Assert.Contains("0 completed, 0 failed, 0 with a warning, 3 there before", (await RunAsync(command)).Output);
    }

    [Fact]
    public async Task MoveResume_DestinationDown_RecordsNothingAsMoved()
    {
        var journal = Path.Combine(_folder.Path, "move.journal");
        string[] command = ["move", AddressOf("ANY"), "--to", "STATION", "-k", "StudyInstanceUID=1.2.3", "--resume", journal];
        await Destination.DisposeAsync();
        Assert.Equal(ExitCodes.Refused, (await RunAsync(command)).Code);
        Assert.Equal($"# move from {AddressOf("ANY")} to STATION\n", await File.ReadAllTextAsync(journal, Token));
    }

    private static (int Completed, int Warning, int Failed) CountersOf(JsonDocument json) => (
        json.RootElement.GetProperty("completed").GetInt32(), json.RootElement.GetProperty("warning").GetInt32(), json.RootElement.GetProperty("failed").GetInt32());

    private static async Task<DimseReply?> LastAsync(IAsyncEnumerable<DimseReply> replies)
    {
        DimseReply? last = null;
        await foreach (var reply in replies)
            last = reply;
        return last;
    }

    private static CMoveRequest MoveRequest() => new(Uids.PatientRootQueryRetrieveInformationModelMove, AETitle.Parse("STATION"));

    private static DicomDataSet Keys(string patient) => new() { { Tags.QueryRetrieveLevel, "PATIENT" }, { Tags.PatientID, patient } };

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(), arguments, output, output, cancellation: Token);
        return (code, output.ToString());
    }

    private static async Task<IReadOnlyList<string?>> StoredAsync(TestServer server)
    {
        var archive = server.Running.Archive ?? throw new InvalidOperationException("No archive.");
        List<string?> found = [];
        var query = new RetrieveQuery(new DicomDataSet { { Tags.PatientID, "P1" } }, QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Patient);
        await foreach (var file in archive.Index.ListAsync(query, Token))
            found.Add(file.SopInstanceUid.Value);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private string AddressOf(string called) => $"{called}@127.0.0.1:{Server.DicomPort}";

    private async Task<Association> AssociateAsync(string called)
    {
        var request = AssociationRequest.Create(AETitle.Parse("TEST"), AETitle.Parse(called), [Uids.PatientRootQueryRetrieveInformationModelMove], Uids.ExplicitVRLittleEndian);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", Server.DicomPort, request, Token);
    }

    private async Task WriteAsync(string folder, int number)
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder.Path, folder)).FullName;
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, $"1.2.3.4.{number}" },
            { Tags.PatientID, "P1" },
            { Tags.PatientName, "Doe^Jane" },
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.SeriesInstanceUID, "1.2.3.4" },
        };
        await File.WriteAllBytesAsync(Path.Combine(path, $"{number}.dcm"), new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
    }
}
