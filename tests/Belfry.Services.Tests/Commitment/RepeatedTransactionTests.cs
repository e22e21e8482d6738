using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>Transactions that come again before they are over.</summary>
public sealed class RepeatedTransactionTests : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly InMemoryModalities _modalities = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ScriptedCommitment _handler = new();
    private readonly ReportSink _sink = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transaction_SameAgainWhileItRuns_IsPerformedOnceAndReportedToTheLastAssociation()
    {
        var gate = new TaskCompletionSource();
        _handler.Look = async (_, _) =>
        {
            await gate.Task;
            return CommitmentOutcome.Committed;
        };
        await using var host = await HostAsync();
        await using var first = await host.AssociateAsync(_sink);
        await using var second = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(first, CommitmentHost.Action("2.25.1", 2), Token);
        Assert.Equal(DimseStatus.Success, (await CommitmentHost.RequestAsync(second, CommitmentHost.Action("2.25.1", 2), Token)).Status);
        gate.SetResult();
        Assert.Same(second, (await _sink.NextAsync(Token)).Association);
        Assert.Single(await host.Jobs.ListAsync(Token));
    }

    [Fact]
    public async Task Transaction_SameAgainWhileItsReportWaits_IsReportedAtOnce()
    {
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AddUnreachable();
        await using var host = await HostAsync();
        using var observing = host.Jobs.Observe(job =>
        {
            if (job.State == JobState.Retry)
                waits.TrySetResult();
        });
        _sink.Answer = static _ => GeneralStatus.ProcessingFailure;
        await using var first = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(first, CommitmentHost.Action("2.25.1", 1), Token);
        await _sink.NextAsync(Token);
        await waits.Task.WaitAsync(_patience, Token);
        _sink.Answer = static _ => DimseStatus.Success;
        await using var second = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(second, CommitmentHost.Action("2.25.1", 1), Token);

        // The clock stands still.
        Assert.Same(second, (await _sink.NextAsync(Token)).Association);
        Assert.Equal((JobState.Success, 1), ((await OnlyJobAsync(host)).State, _handler.Begun.Count));
    }

    [Fact]
    public async Task Transaction_SameAgainWhileItsReportIsOnItsWay_IsReportedToTheLastAssociation()
    {
        AddUnreachable();
        await using var host = await HostAsync();
        await using var first = host.Connect();
        await first.AssociateAsync();
        var request = new NActionRequest(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, CommitmentSopClass.RequestCommitment);
        await first.SendAsync(Wire.Message(1, request, 1, CommitmentHost.Action("2.25.1", 1)));
        await first.ExpectResponseAsync();
        await first.ExpectMessageAsync();
        await using var second = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(second, CommitmentHost.Action("2.25.1", 1), Token);
        await first.SendAbortAsync();
        Assert.Same(second, (await _sink.NextAsync(Token)).Association);
        Assert.Equal(JobState.Success, (await OnlyJobAsync(host)).State);
    }

    [Fact]
    [Trait("Section", "PS3.3 C.14.1.1")]
    public async Task Transaction_SameUidForOtherInstances_FailsWith0131()
    {
        var gate = new TaskCompletionSource();
        _handler.Look = async (_, _) =>
        {
            await gate.Task;
            return CommitmentOutcome.Committed;
        };
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_sink);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 2), Token);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 3), Token);
        var (duplicate, _) = await _sink.NextAsync(Token);
        Assert.Equal(3, duplicate.Failed.Count);
        Assert.All(duplicate.Failed, static failed => Assert.Equal(CommitmentFailureReason.DuplicateTransactionUid, failed.Reason));
        gate.SetResult();
        Assert.Equal(2, (await _sink.NextAsync(Token)).Report.Committed.Count);
    }

    public ValueTask DisposeAsync() => _modalities.DisposeAsync();

    private void AddUnreachable() =>
        _modalities.Add("MODALITY", static () => throw new AssociationException(AssociationEndReason.ConnectionFailed, "unreachable"));

    private Task<CommitmentHost> HostAsync() => new CommitmentHost([_handler], new MemoryJobStore(_clock), _modalities, clock: _clock).StartAsync();

    private static async Task<Job> OnlyJobAsync(CommitmentHost host)
    {
        var job = Assert.Single(await host.Jobs.ListAsync(Token));
        return await host.Jobs.WaitForAsync(job.Id, Token) ?? throw new InvalidOperationException("The job is gone.");
    }
}
