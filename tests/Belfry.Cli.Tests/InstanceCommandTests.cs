using System.Net;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Cli.Tests;

/// <summary><c>store</c>, <c>move</c> and <c>get</c>.</summary>
public sealed class InstanceCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-cli-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Store_Folder_SendsWhatIsBelowAndPassesOverOtherFiles()
    {
        await WriteAsync("a/1.dcm", 1);
        await WriteAsync("a/b/2.dcm", 2);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a", "note.txt"), "no instance", Token);
        var stored = new StoredInstances();
        await using var peer = await StartScpAsync(stored);
        var run = await ToolRun.RunAsync("store", AddressOf(peer), _folder.FullName);
        Assert.Equal((ExitCodes.Success, "2 stored\n", ""), (run.Code, run.Output, run.Errors));
        Assert.Equal(["1.2.3.4.1", "1.2.3.4.2"], stored.All.Select(one => one.Request.AffectedSopInstanceUid.Value));
    }

    [Fact]
    public async Task Store_Resume_SendsOnlyWhatWasNotStored()
    {
        await WriteAsync("1.dcm", 1);
        await WriteAsync("2.dcm", 2);
        await WriteAsync("3.dcm", 3);
        var journal = Path.Combine(_folder.FullName, "journal");
        var isFull = true;
        var stored = new StoredInstances { Answer = request => isFull && request.AffectedSopInstanceUid.Value.EndsWith('2') ? StoreStatus.OutOfResources : DimseStatus.Success };
        await using var peer = await StartScpAsync(stored);
        var first = await ToolRun.RunAsync("store", AddressOf(peer), _folder.FullName, "--resume", journal);
        Assert.Equal((ExitCodes.Partly, "2 stored, 1 refused\n"), (first.Code, first.Output));
        Assert.Contains("2.dcm: A700H", first.Errors);
        var still = await ToolRun.RunAsync("store", AddressOf(peer), _folder.FullName, "--resume", journal);
        Assert.Equal((ExitCodes.Partly, "0 stored, 2 stored before, 1 refused\n"), (still.Code, still.Output));
        isFull = false;
        var second = await ToolRun.RunAsync("store", AddressOf(peer), _folder.FullName, "--resume", journal);
        Assert.Equal((ExitCodes.Success, "1 stored, 2 stored before\n"), (second.Code, second.Output));
        Assert.Equal(5, stored.All.Count);
    }

    [Fact]
    public async Task Store_Json_SaysWhatBecameOfEachFile()
    {
        await WriteAsync("1.dcm", 1);
        await using var peer = await StartScpAsync(new StoredInstances());
        var missing = Path.Combine(_folder.FullName, "missing.dcm");
        var run = await ToolRun.RunAsync("store", AddressOf(peer), Path.Combine(_folder.FullName, "1.dcm"), missing, "--json");
        Assert.Equal(ExitCodes.BadFile, run.Code);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("0000", json.RootElement[0].GetProperty("status").GetString());
        Assert.Equal("1.2.3.4.1", json.RootElement[0].GetProperty("sopInstanceUid").GetString());
        Assert.Equal(missing, json.RootElement[1].GetProperty("file").GetString());
        Assert.NotEqual("", json.RootElement[1].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Store_NobodyThere_EndsWithNetwork()
    {
        await WriteAsync("1.dcm", 1);
        var run = await ToolRun.RunAsync("store", LoopbackPeer.Nobody, _folder.FullName);
        Assert.Equal((ExitCodes.Network, "0 stored, 1 not sent\n"), (run.Code, run.Output));

        // There was no response, so there is no status.
        Assert.DoesNotContain("A702", run.Errors);
        Assert.Contains("1.dcm: ", run.Errors);
    }

    [Fact]
    public async Task Store_FolderWithoutInstances_EndsWithNothingFound()
    {
        var run = await ToolRun.RunAsync("store", LoopbackPeer.Nobody, _folder.FullName);
        Assert.Equal((ExitCodes.NothingFound, "0 stored\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task Get_Study_WritesEachInstanceIntoAFile()
    {
        await using var peer = await StartArchiveAsync(ScriptedRetrieve.Of(RetrieveHost.Instance(1), RetrieveHost.Instance(2, sopClass: Uids.MRImageStorage)));
        var output = Path.Combine(_folder.FullName, "out");
        var run = await ToolRun.RunAsync("get", AddressOf(peer), "-k", "StudyInstanceUID=1.2.3", "-o", output);
        Assert.Equal((ExitCodes.Success, "2 completed, 0 failed, 0 with a warning\n", ""), (run.Code, run.Output, run.Errors));
        Assert.Equal(["1.2.3.4.1.dcm", "1.2.3.4.2.dcm"], Directory.GetFiles(output).Select(Path.GetFileName).Order());
        var file = DicomFile.Open(Path.Combine(output, "1.2.3.4.2.dcm"));
        Assert.Equal(Uids.MRImageStorage, file.FileMeta.GetUid(Tags.MediaStorageSOPClassUID));
        Assert.Equal(TransferSyntax.ExplicitVRLittleEndian, file.TransferSyntax);
        Assert.Equal("P2", file.DataSet.GetString(Tags.PatientID));
    }

    [Fact]
    public async Task Get_StudyOfMixedTransferSyntaxes_ComesWhole()
    {
        await using var peer = await StartArchiveAsync(ScriptedRetrieve.Of(
            RetrieveHost.Instance(1), Encapsulated(2, TransferSyntax.Find(Uids.JPEG2000Lossless)), Encapsulated(3, TransferSyntax.Find(Uids.JPEGLosslessSV1))));
        var run = await ToolRun.RunAsync("get", AddressOf(peer), "-k", "StudyInstanceUID=1.2.3", "-o", _folder.FullName);
        Assert.Equal((ExitCodes.Success, "3 completed, 0 failed, 0 with a warning\n", ""), (run.Code, run.Output, run.Errors));
        Assert.Equal(Uids.JPEG2000Lossless, DicomFile.Open(Path.Combine(_folder.FullName, "1.2.3.4.2.dcm")).TransferSyntax.Uid);
    }

    [Fact]
    public async Task Get_TransferSyntaxThatWasNotAskedFor_SaysHowToAsk()
    {
        await using var peer = await StartArchiveAsync(ScriptedRetrieve.Of(RetrieveHost.Instance(1), Encapsulated(2, TransferSyntax.Find(Uids.JPEG2000Lossless))));
        var run = await ToolRun.RunAsync("get", AddressOf(peer), "-k", "StudyInstanceUID=1.2.3", "-o", _folder.FullName, "--transfer-syntax", "RLELossless");
        Assert.Equal((ExitCodes.Partly, "1 completed, 1 failed, 0 with a warning\n"), (run.Code, run.Output));
        Assert.Contains("failed: 1.2.3.4.2", run.Errors);
        Assert.Contains("--transfer-syntax", run.Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public async Task Get_FileThatIsNotWhole_IsReplaced(int length)
    {
        await using var peer = await StartArchiveAsync(ScriptedRetrieve.Of(RetrieveHost.Instance(1)));
        Assert.Equal(ExitCodes.Success, (await ToolRun.RunAsync("get", AddressOf(peer), "-k", "StudyInstanceUID=1.2.3", "-o", _folder.FullName)).Code);
        var path = Path.Combine(_folder.FullName, "1.2.3.4.1.dcm");
        var whole = await File.ReadAllBytesAsync(path, Token);
        await File.WriteAllBytesAsync(path, whole[..length], Token);
        Assert.Equal(ExitCodes.Success, (await ToolRun.RunAsync("get", AddressOf(peer), "-k", "StudyInstanceUID=1.2.3", "-o", _folder.FullName)).Code);
        Assert.Equal(whole, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Store_JournalOfAnotherPeer_IsRefused()
    {
        await WriteAsync("1.dcm", 1);
        var journal = Path.Combine(_folder.FullName, "journal");
        await using var peer = await StartScpAsync(new StoredInstances());
        Assert.Equal(ExitCodes.Success, (await ToolRun.RunAsync("store", AddressOf(peer), _folder.FullName, "--resume", journal)).Code);
        var stored = new StoredInstances();
        await using var other = await StartScpAsync(stored);
        var run = await ToolRun.RunAsync("store", AddressOf(other), _folder.FullName, "--resume", journal);
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains($"store to ANY-SCP@{AddressOf(peer)}", run.Errors);
        Assert.Empty(stored.All);
    }

    [Fact]
    public async Task Get_NothingThere_EndsWithNothingFound()
    {
        await using var peer = await StartArchiveAsync(ScriptedRetrieve.Of(Array.Empty<Suboperation>()));
        var run = await ToolRun.RunAsync("get", AddressOf(peer), "-k", "StudyInstanceUID=1.2.3", "-o", _folder.FullName, "--json");
        Assert.Equal(ExitCodes.NothingFound, run.Code);
        Assert.Equal("""{"status":"0000","completed":0,"failed":0,"warning":0,"failedSopInstanceUids":[]}""" + "\n", run.Output);
    }

    [Theory]
    [InlineData("PatientID=P1", "--patient-root", "PATIENT")]
    [InlineData("StudyInstanceUID=1.2", "--study-root", "STUDY")]
    [InlineData("SeriesInstanceUID=1.2", "--patient-root", "SERIES")]
    [InlineData("SOPInstanceUID=1.2", "--study-root", "IMAGE")]
    public async Task Move_Key_SaysTheLevel(string key, string model, string level)
    {
        Suboperation[] suboperations =
        [
            Suboperation.Failure(new DicomUid("1.2.9"), new DimseStatus(0xA700)), Suboperation.Perform(_ => ValueTask.FromResult(SuboperationResult.Completed)),
        ];
        var handler = new ScriptedRetrieve((_, cancellation) => ScriptedRetrieve.AsyncOf(suboperations, cancellation)) { TakesAnyDestination = true };
        await using var peer = await StartArchiveAsync(handler);
        var run = await ToolRun.RunAsync("move", AddressOf(peer), "--to", "VIEWER", "-k", key, model);
        Assert.Equal((ExitCodes.Partly, "1 completed, 1 failed, 0 with a warning\n"), (run.Code, run.Output));
        Assert.Contains("B000H", run.Errors);
        Assert.Contains("failed: 1.2.9", run.Errors);
        Assert.Equal(level, handler.Request?.Query.Identifier.GetString(Tags.QueryRetrieveLevel));
        Assert.Equal("VIEWER", handler.Request?.MoveDestination?.Value);
    }

    [Fact]
    public async Task Move_SuccessWithoutCounters_IsNoMoveOfNothing()
    {
        await using var peer = await StartAsync(new TestPolicy(), new TakenLater());
        var run = await ToolRun.RunAsync("move", AddressOf(peer), "--to", "VIEWER", "-k", "StudyInstanceUID=1.2.3");
        Assert.Equal((ExitCodes.Success, "the peer took the request and does not say what it sends\n"), (run.Code, run.Output));
        run = await ToolRun.RunAsync("move", AddressOf(peer), "--to", "VIEWER", "-k", "StudyInstanceUID=1.2.3", "--json");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(run.Output).RootElement.GetProperty("completed").ValueKind);
    }

    [Fact]
    public async Task Move_UnknownDestination_EndsWithRefused()
    {
        await using var peer = await StartArchiveAsync(ScriptedRetrieve.Of(Array.Empty<Suboperation>()));
        var run = await ToolRun.RunAsync("move", AddressOf(peer), "--to", "VIEWER", "-k", "StudyInstanceUID=1.2.3");
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("A801H", run.Errors);
    }

    [Fact]
    public async Task Move_WithoutDestination_IsAUsageError() =>
        Assert.Equal(ExitCodes.Usage, (await ToolRun.RunAsync("move", "localhost", "-k", "StudyInstanceUID=1.2.3")).Code);

    private static InstanceSource Encapsulated(int number, TransferSyntax? transferSyntax)
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, $"1.2.3.4.{number}" }, { Tags.StudyInstanceUID, "1.2.3" },
        };
        return InstanceSource.FromDataSet(dataSet, transferSyntax);
    }

    private static string AddressOf(DicomListener listener) => $"127.0.0.1:{listener.LocalEndPoint?.Port}";

    private static Task<DicomListener> StartScpAsync(StoredInstances stored) => StartAsync(new TestPolicy(), stored);

    private static Task<DicomListener> StartArchiveAsync(ScriptedRetrieve handler)
    {
        var sources = new RetrieveSources(handler);
        var connector = new ModalityConnector(StoreScuOptions.Default, AssociationLimits.Default, NullLoggerFactory.Instance, TimeProvider.System);
        var move = new MoveProvider(sources, connector, RetrieveOptions.Default, NullLogger.Instance, TimeProvider.System);
        var get = new GetProvider(sources, RetrieveOptions.Default, NullLogger.Instance, TimeProvider.System);
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll,
        [
            ServiceRoute.Move(QueryRetrieveModel.PatientRoot, move), ServiceRoute.Move(QueryRetrieveModel.StudyRoot, move),
            ServiceRoute.Get(QueryRetrieveModel.StudyRoot, get),
        ]));
        return StartAsync(policy, policy);
    }

    private static async Task<DicomListener> StartAsync(IAssociationPolicy policy, IDimseRoutes routes)
    {
        var listener = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, policy, routes);
        await listener.StartAsync(Token);
        return listener;
    }

    private async Task WriteAsync(string name, int number)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        await using var stream = await RetrieveHost.Instance(number).OpenAsync(Token);
        var dataSet = await DicomDataSet.ReadAsync(stream, TransferSyntax.ExplicitVRLittleEndian, cancellation: Token);
        await File.WriteAllBytesAsync(path, new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
    }

    /// <summary>A peer that makes a job of each C-MOVE.</summary>
    private sealed class TakenLater : IDimseRoutes, IDimseService
    {
        public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request is CMoveRequest ? this : null;

        public async ValueTask HandleAsync(DimseOperation operation) => await operation.RespondAsync(new CMoveResponse(DimseStatus.Success));
    }
}
