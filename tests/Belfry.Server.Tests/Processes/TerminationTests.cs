using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Server.Tests.Processes;

/// <summary>SIGTERM, as service managers and containers send it.</summary>
public sealed class TerminationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Terminate_QueryThatEndsInTime_IsAnsweredToItsEnd()
    {
        await using var server = await StartAsync("UntilFile", stopTimeout: 3600);
        await using var association = await AssociateAsync(server);
        await using var answers = Ask(association);
        Assert.True(await answers.MoveNextAsync());
        await server.TerminateAsync();
        _folder.Write("go", "");
        Assert.True(await answers.MoveNextAsync());
        Assert.Equal("Second^Steered", answers.Current.DataSet.GetString(Tags.PatientName));
        Assert.False(await answers.MoveNextAsync());

        // The final response came first, the end of the association after it.
        Assert.Equal(AssociationEndReason.AbortedByPeer, await association.Completion);
        var (code, errors) = await server.EndAsync();
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains(errors, line => line.Contains("C-FIND", StringComparison.Ordinal) && line.Contains("2 pending responses", StringComparison.Ordinal) && line.EndsWith("Completed, status 0000H", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminate_ASecondTime_ChangesNothing()
    {
        await using var server = await StartAsync("UntilFile", stopTimeout: 3600);
        await using var association = await AssociateAsync(server);
        await using var answers = Ask(association);
        Assert.True(await answers.MoveNextAsync());
        await server.TerminateAsync();
        await server.SignalAsync();
        _folder.Write("go", "");
        Assert.True(await answers.MoveNextAsync());
        Assert.False(await answers.MoveNextAsync());
        Assert.Equal(ExitCodes.Success, (await server.EndAsync()).Code);
    }

    [Theory]
    [InlineData("UntilCancelled")]
    [InlineData("ForEver")]
    public async Task Terminate_QueryThatDoesNotEndInTime_IsAborted(string behaviour)
    {
        await using var server = await StartAsync(behaviour, stopTimeout: 0);
        await using var association = await AssociateAsync(server);
        await using var answers = Ask(association);
        Assert.True(await answers.MoveNextAsync());
        await server.TerminateAsync();
        await Assert.ThrowsAsync<AssociationException>(async () => await answers.MoveNextAsync());
        Assert.Equal(AssociationEndReason.AbortedByPeer, await association.Completion);
        var (code, errors) = await server.EndAsync();
        Assert.Equal(ExitCodes.Success, code);
        Assert.True(errors.Any(line => line.Contains("ended: Stopped", StringComparison.Ordinal)), string.Join('\n', errors));
    }

    [Fact]
    public async Task Terminate_PluginThatBlocksItsThread_EndsAllTheSame()
    {
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_folder.Path, "blocked");
        watcher.Created += (_, _) => blocked.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await using var server = await StartAsync("Blocks", stopTimeout: 0);
        await using var association = await AssociateAsync(server);
        await using var answers = Ask(association);
        var asking = answers.MoveNextAsync().AsTask();
        await blocked.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await server.TerminateAsync();
        await Assert.ThrowsAsync<AssociationException>(async () => await asking);
        Assert.Equal(ExitCodes.Success, (await server.EndAsync().WaitAsync(TimeSpan.FromSeconds(60), Token)).Code);
    }

    [Fact]
    public async Task Terminate_IdleAssociation_IsAbortedAtOnce()
    {
        await using var server = await StartAsync("", stopTimeout: 3600);
        await using var association = await AssociateAsync(server);
        await server.TerminateAsync();
        Assert.Equal(AssociationEndReason.AbortedByPeer, await association.Completion);
        Assert.Equal(ExitCodes.Success, (await server.EndAsync()).Code);
    }

    private static async Task<Association> AssociateAsync(ServerProcess server)
    {
        var request = AssociationRequest.Create(AETitle.Parse("MODALITY"), AETitle.Parse("ORTHANC"), [Uids.ModalityWorklistInformationModelFind]);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);
    }

    private static IAsyncEnumerator<FindMatch> Ask(Association association) =>
        FindScu.FindAsync(association, Uids.ModalityWorklistInformationModelFind, new DicomDataSet { { Tags.PatientName, "" } }, Token).GetAsyncEnumerator(Token);

    private async Task<ServerProcess> StartAsync(string behaviour, int stopTimeout)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        return await ServerProcess.StartAsync(_folder.Write("a.json", TestPlugins.Configuration(behaviour, stopTimeout, TestPlugins.Steered)));
    }
}
