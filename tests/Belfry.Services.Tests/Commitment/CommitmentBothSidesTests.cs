using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>Our SCU asks our SCP.</summary>
[Trait("Section", "PS3.4 J.3")]
public sealed class CommitmentBothSidesTests : IAsyncDisposable
{
    private readonly InMemoryModalities _modalities = new();
    private readonly CommitmentReports _reports = new();
    private readonly ScriptedCommitment _handler = new()
    {
        Look = static (instance, _) => ValueTask.FromResult(instance == CommitmentHost.Reference(2)
            ? CommitmentOutcome.Failed(CommitmentFailureReason.ClassInstanceConflict)
            : CommitmentOutcome.Committed),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _modalities.DisposeAsync();

    [Fact]
    public async Task Commit_AssociationIsHeld_GivesTheReport()
    {
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_reports);
        var wait = new CommitmentWait(Timeout.InfiniteTimeSpan, OnOtherAssociations: false);

        var report = await StorageCommitmentScu.CommitAsync(association, CommitmentHost.Action("2.25.1", 3), _reports, wait, Token);

        Check(report);
        Assert.Equal(AssociationEndReason.Released, await association.ReleaseAsync(Token));
    }

    [Fact]
    public async Task Commit_AssociationIsReleased_GivesTheReportOfANewOne()
    {
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll, [ServiceRoute.CommitmentReports(_reports)]));
        await using var listener = new InMemoryListener(policy, policy);
        _modalities.Add("MODALITY", () => listener.ConnectTransport());
        await using var host = await HostAsync();
        var action = CommitmentHost.Action("2.25.1", 3);
        _reports.Expect(action.TransactionUid);
        await using (var association = await host.AssociateAsync())
        {
            await StorageCommitmentScu.RequestAsync(association, action, Token);
            await association.ReleaseAsync(Token);
        }

        Check(await _reports.WaitAsync(action.TransactionUid, Timeout.InfiniteTimeSpan, Token));
    }

    private static void Check(CommitmentReport report)
    {
        Assert.Equal([CommitmentHost.Reference(1), CommitmentHost.Reference(3)], report.Committed);
        Assert.Equal([new FailedReference(CommitmentHost.Reference(2), CommitmentFailureReason.ClassInstanceConflict)], report.Failed);
    }

    private Task<CommitmentHost> HostAsync() => new CommitmentHost([_handler], new MemoryJobStore(TimeProvider.System), _modalities).StartAsync();
}
