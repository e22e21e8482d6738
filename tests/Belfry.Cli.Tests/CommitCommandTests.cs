using System.Net.Sockets;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Cli.Tests;

/// <summary><c>commit</c>, and <c>store --commit</c>.</summary>
public sealed class CommitCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-cli-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Commit_Folder_ShowsAllAndEndsWithSuccess()
    {
        await WriteAsync("1.dcm", 1);
        await WriteAsync("a/2.dcm", 2);
        await using var peer = await new CommitmentPeer().StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        Assert.Equal(
            [$"committed  1.2.3.4.1  {Path.Combine(_folder.FullName, "1.dcm")}", $"committed  1.2.3.4.2  {Path.Combine(_folder.FullName, "a/2.dcm")}", "2 committed"],
            run.Lines);
        var action = Assert.Single(peer.Actions);
        Assert.True(action.TransactionUid.IsValid);
        Assert.Equal([Uids.CTImageStorage, Uids.CTImageStorage], action.References.Select(static reference => reference.SopClassUid));
    }

    [Fact]
    public async Task Commit_SomeFail_EndsWithPartlyAndShowsWhy()
    {
        await WriteAsync("1.dcm", 1);
        await WriteAsync("2.dcm", 2);
        await using var peer = await new CommitmentPeer { Look = OnlyTheFirst }.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName);
        Assert.Equal(ExitCodes.Partly, run.Code);
        Assert.StartsWith("failed: 0112H no such object instance  1.2.3.4.2  ", run.Lines[1]);
        Assert.Equal("1 committed, 1 failed", run.Lines[^1]);
    }

    [Fact]
    public async Task Commit_Json_SaysWhatBecameOfEachInstance()
    {
        await WriteAsync("1.dcm", 1);
        await WriteAsync("2.dcm", 2);
        await using var peer = await new CommitmentPeer { Look = OnlyTheFirst }.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName, "--json");
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("ARCHIVE", json.RootElement.GetProperty("retrieveAETitle").GetString());
        Assert.Equal((1, 1, 0), (Number("committed"), Number("failed"), Number("unreported")));
        var failed = json.RootElement.GetProperty("instances")[1];
        Assert.Equal(("1.2.3.4.2", "failed", "0112"), (Text("sopInstanceUid"), Text("outcome"), Text("failureReason")));

        int Number(string name) => json.RootElement.GetProperty(name).GetInt32();

        string? Text(string name) => failed.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Commit_ReportOnAnAssociationOfThePeer_IsTakenOnThePort()
    {
        await WriteAsync("1.dcm", 1);
        var port = FreePort.Take();
        await using var peer = await new CommitmentPeer { Report = (_, report) => CommitmentPeer.SendToAsync(port, report) }.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName, "--aet", "CT1", "--listen", $"{port}");
        Assert.Equal((ExitCodes.Success, "", "1 committed"), (run.Code, run.Errors, run.Lines[^1]));
    }

    [Fact]
    public async Task Commit_NoReport_EndsWithNetwork()
    {
        await WriteAsync("1.dcm", 1);
        await using var peer = await new CommitmentPeer { Report = null }.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName, "--wait", "0.05");
        Assert.Equal((ExitCodes.Network, ""), (run.Code, run.Output));
        Assert.Equal("belfry: The request was accepted, but no report came within 0.05 s; the peer may report to a port only: see --listen.\n", run.Errors);
    }

    [Fact]
    public async Task Commit_PeerAborts_EndsWithNetwork()
    {
        await WriteAsync("1.dcm", 1);
        await using var peer = await new CommitmentPeer { Report = static (operation, _) => operation.Association.DisposeAsync().AsTask() }.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName, "--same-association-only");
        Assert.Equal(ExitCodes.Network, run.Code);
        Assert.Contains("The association ended before the report", run.Errors);
    }

    [Fact]
    public async Task Commit_Refused_EndsWithRefused()
    {
        await WriteAsync("1.dcm", 1);
        await using var peer = await new CommitmentPeer { Status = GeneralStatus.ProcessingFailure }.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName);
        Assert.Equal((ExitCodes.Refused, "", "belfry: Storage commitment was refused with 0110H: Not today\n"), (run.Code, run.Output, run.Errors));
    }

    [Fact]
    public async Task Commit_PeerWithoutTheService_EndsWithRefused()
    {
        await WriteAsync("1.dcm", 1);
        await using var peer = await LoopbackPeer.StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName, "--json");
        Assert.Equal(ExitCodes.Refused, run.Code);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Contains("does not offer", json.RootElement.GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Commit_InstancesOfAList_AreThoseThatWereStored()
    {
        const string List = """
            [
            {"file":"1.dcm","sopClassUid":"1.2.840.10008.5.1.4.1.1.2","sopInstanceUid":"1.2.3.4.1","status":"0000"},
            {"file":"2.dcm","sopClassUid":"1.2.840.10008.5.1.4.1.1.2","sopInstanceUid":"1.2.3.4.2","status":"A700"},
            {"file":"3.dcm","problem":"no such file"},
            {"00080016":{"vr":"UI","Value":["1.2.840.10008.5.1.4.1.1.4"]},"00080018":{"vr":"UI","Value":["1.2.3.4.4"]}}
            ]
            """;
        await using var peer = await new CommitmentPeer().StartAsync();
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(List));
        var run = await ToolRun.RunAsync(input, ["commit", peer.Address, "--instances", "-"]);
        Assert.Equal((ExitCodes.Success, "committed  1.2.3.4.1  1.dcm\ncommitted  1.2.3.4.4\n2 committed\n"), (run.Code, run.Output));
        Assert.Equal([Uids.CTImageStorage, Uids.MRImageStorage], peer.Actions[0].References.Select(static reference => reference.SopClassUid));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    public async Task Commit_BadList_EndsWithBadFile(string list)
    {
        var path = Path.Combine(_folder.FullName, "list.json");
        await File.WriteAllTextAsync(path, list, Token);
        Assert.Equal(ExitCodes.BadFile, (await ToolRun.RunAsync("commit", LoopbackPeer.Nobody, "--instances", path)).Code);
    }

    [Fact]
    public async Task Commit_Study_AsksThePeerForItsInstances()
    {
        var find = ScriptedFind.Of(Instance("1.2.3.1", 1), Instance("1.2.3.1", 2), Instance("1.2.3.2", 3));
        var provider = FindProvider.ForQueryRetrieve(find, null, QueryRetrieveModel.StudyRoot, FindOptions.Default, NullLogger.Instance, TimeProvider.System);
        var scp = new CommitmentPeer();
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll,
        [
            ServiceRoute.Find(QueryRetrieveModel.StudyRoot, provider, FindOptions.Default.Granted),
            new ServiceRoute(Uids.StorageCommitmentPushModel, CommandField.NActionRequest, ServiceKind.StorageCommitment, scp),
        ]));
        await using var listener = new DicomListener(
            new DicomListenerOptions { EndPoints = [new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)] }, policy, policy);
        await listener.StartAsync(Token);
        var run = await ToolRun.RunAsync("commit", $"127.0.0.1:{listener.LocalEndPoint?.Port}", "--study", "1.2.3");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal("3 committed", run.Lines[^1]);

        static DicomDataSet Instance(string series, int number) => new()
        {
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.SeriesInstanceUID, series },
            { Tags.SOPInstanceUID, $"{series}.{number}" },
            { Tags.SOPClassUID, Uids.CTImageStorage },
        };
    }

    [Fact]
    public async Task Commit_NobodyThere_EndsWithNetwork()
    {
        await WriteAsync("1.dcm", 1);
        Assert.Equal(ExitCodes.Network, (await ToolRun.RunAsync("commit", LoopbackPeer.Nobody, _folder.FullName)).Code);
    }

    [Fact]
    public async Task Commit_EmptyFolder_EndsWithNothingFound() =>
        Assert.Equal(ExitCodes.NothingFound, (await ToolRun.RunAsync("commit", LoopbackPeer.Nobody, _folder.FullName)).Code);

    [Fact]
    public async Task Commit_PortInUse_EndsWithNetworkBeforeAnythingIsAsked()
    {
        await WriteAsync("1.dcm", 1);
        using var taken = new TcpListener(System.Net.IPAddress.IPv6Any, 0);
        taken.Start();
        await using var peer = await new CommitmentPeer().StartAsync();
        var run = await ToolRun.RunAsync("commit", peer.Address, _folder.FullName, "--listen", $"{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(ExitCodes.Network, run.Code);
        Assert.Empty(peer.Actions);
    }

    [Theory]
    [InlineData("commit", "localhost")]
    [InlineData("commit", "localhost", "--study", "1..2")]
    [InlineData("commit", "localhost", "x", "--listen", "70000")]
    [InlineData("commit", "localhost", "x", "--listen", "0", "--same-association-only")]
    [InlineData("commit", "localhost", "x", "--wait", "0")]
    public async Task Commit_WrongCommandLine_IsAUsageError(params string[] arguments) =>
        Assert.Equal(ExitCodes.Usage, (await ToolRun.RunAsync(arguments)).Code);

    [Fact]
    public async Task StoreCommit_Folder_AsksForWhatWasStored()
    {
        await WriteAsync("1.dcm", 1);
        await WriteAsync("2.dcm", 2);
        await using var peer = await new CommitmentPeer { Look = OnlyTheFirst }.StartAsync();
        var journal = Path.Combine(_folder.FullName, "journal");
        var run = await ToolRun.RunAsync("store", peer.Address, _folder.FullName, "--commit", "--resume", journal);
        Assert.Equal((ExitCodes.Partly, ""), (run.Code, run.Errors));
        Assert.Equal(("2 stored", "1 committed, 1 failed"), (run.Lines[0], run.Lines[^1]));
        var again = await ToolRun.RunAsync("store", peer.Address, _folder.FullName, "--commit", "--resume", journal, "--json");
        Assert.Equal(ExitCodes.Partly, again.Code);
        using var json = JsonDocument.Parse(again.Output);
        Assert.Equal(1, Assert.Single(json.RootElement.EnumerateArray()).GetProperty("committed").GetInt32());
    }

    private static CommitmentOutcome OnlyTheFirst(ReferencedInstance instance) => instance.SopInstanceUid.Value.EndsWith(".1", StringComparison.Ordinal)
        ? CommitmentOutcome.Committed
        : CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance);

    private async Task WriteAsync(string name, int number)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        await using var stream = await RetrieveHost.Instance(number).OpenAsync(Token);
        var dataSet = await DicomDataSet.ReadAsync(stream, TransferSyntax.ExplicitVRLittleEndian, cancellation: Token);
        await File.WriteAllBytesAsync(path, new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
    }
}
