using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests;

[Trait("Section", "PS3.4 J.3")]
public sealed class StorageCommitmentScuTests
{
    private static readonly DicomUid _transaction = new("1.2.3.4");
    private static readonly ReferencedInstance[] _references = CommitmentGen.References(2);
    private static readonly CommitmentAction _action = new(_transaction, _references);
    private static readonly CommitmentReport _report = new(_transaction, _references, []);
    private static readonly CommitmentWait _here = new(Timeout.InfiniteTimeSpan, OnOtherAssociations: false);
    private static readonly CommitmentWait _anywhere = new(Timeout.InfiniteTimeSpan, OnOtherAssociations: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_ReportOnTheSameAssociation_GivesIt()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        var (messageId, action) = await scp.ExpectActionAsync();
        Assert.Equal((_transaction, 2), (action.TransactionUid, action.References.Count));
        await scp.RespondAsync(messageId, DimseStatus.Success);
        var failed = new CommitmentReport(_transaction, [_references[0]], [new FailedReference(_references[1], CommitmentFailureReason.NoSuchObjectInstance)])
        {
            RetrieveAETitle = AETitle.Parse("ARCHIVE"),
        };

        var response = await scp.ReportAsync(failed);

        Assert.Equal(((ushort)CommandField.NEventReportResponse, (ushort)0, (ushort?)77), (response.CommandField, response.Status, response.MessageIdBeingRespondedTo));
        var report = await commit;
        Assert.Equal([_references[0]], report.Committed);
        Assert.Equal(failed.Failed, report.Failed);
        Assert.Equal("ARCHIVE", report.RetrieveAETitle.Value);
    }

    [Fact]
    public async Task Commit_ReportBeforeTheResponse_GivesIt()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        var (messageId, _) = await scp.ExpectActionAsync();

        Assert.Equal(0, (await scp.ReportAsync(_report)).Status);
        Assert.False(commit.IsCompleted);
        await scp.RespondAsync(messageId, DimseStatus.Success);

        Assert.Equal(_references, (await commit).Committed);
    }

    [Fact]
    public async Task Commit_ReportBeforeTheResponseAndThenAnAbort_GivesIt()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        await scp.ExpectActionAsync();
        Assert.Equal(0, (await scp.ReportAsync(_report)).Status);
        await scp.Peer.SendAbortAsync();

        Assert.Equal(_references, (await commit).Committed);
    }

    [Fact]
    public async Task Commit_PeerReleasesWithTheResponseToItsReport_GivesTheReport()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, DimseStatus.Success);
        await scp.ReportAsync(_report);
        await scp.Peer.SendReleaseRequestAsync();

        Assert.Equal(_references, (await commit).Committed);
    }

    [Fact]
    public async Task Commit_ReportOnAnAssociationOfThePeer_GivesItAndGrantsTheRole()
    {
        var reports = new CommitmentReports();
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll, [ServiceRoute.CommitmentReports(reports)]));
        await using var listener = new InMemoryListener(policy, policy);
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _anywhere, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, DimseStatus.Success);
        await scp.Peer.SendAbortAsync();

        var request = AssociationRequest.Create(AETitle.Parse("ARCHIVE"), AETitle.Parse("MODALITY"), [Uids.StorageCommitmentPushModel]) with
        {
            RoleSelections = [new RoleSelection(Uids.StorageCommitmentPushModel, Scu: true, Scp: true)],
        };
        await using var association = await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), request, Token);
        Assert.Equal([new RoleSelection(Uids.StorageCommitmentPushModel, Scu: false, Scp: true)], association.Accept.UserInformation.RoleSelections);
        Assert.Equal(DimseStatus.Success, await ReportAsync(association, _report));

        Assert.Equal(_references, (await commit).Committed);
        Assert.Equal(DimseStatus.Success, await ReportAsync(association, _report));
    }

    [Theory]
    [InlineData("another transaction", 0x0115)]
    [InlineData("event type 3", 0x0113)]
    [InlineData("another instance", 0x0112)]
    [InlineData("item without UIDs", 0x0115)]
    [InlineData("no data set", 0x0115)]
    public async Task Report_ThatDoesNotFit_HasItsStatusAndTheNextOneIsTaken(string fault, ushort status)
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, DimseStatus.Success);
        var command = fault switch
        {
            "event type 3" => new NEventReportRequest(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, 3),
            "another instance" => new NEventReportRequest(CommitmentSopClass.PushModel, new DicomUid("1.2.3"), 1),
            _ => _report.CreateRequest(),
        };
        IDataSetSource? dataSet = fault switch
        {
            "another transaction" => new CommitmentReport(new DicomUid("1.2.3.5"), _references, []),
            "item without UIDs" => new DicomDataSet { { Tags.TransactionUID, _transaction }, { Tags.ReferencedSOPSequence, new DicomDataSet() } },
            "no data set" => null,
            _ => _report,
        };
        await scp.Peer.SendAsync(Wire.Message(1, command, 5, dataSet));

        Assert.Equal(status, (await scp.Peer.ExpectResponseAsync()).Status);
        Assert.False(commit.IsCompleted);
        Assert.Equal(0, (await scp.ReportAsync(_report, 6)).Status);
        Assert.Equal(_references, (await commit).Committed);
    }

    [Fact]
    public async Task Report_ThatComesAgain_GetsSuccessAndChangesNothing()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        var (messageId, _) = await scp.ExpectActionAsync();
        Assert.Equal(0, (await scp.ReportAsync(_report)).Status);
        var other = new CommitmentReport(_transaction, [], [new FailedReference(_references[0], CommitmentFailureReason.ProcessingFailure)]);
        Assert.Equal(0, (await scp.ReportAsync(other, 78)).Status);
        await scp.RespondAsync(messageId, DimseStatus.Success);
        Assert.Equal(_references, (await commit).Committed);
        Assert.Equal(0, (await scp.ReportAsync(other, 79)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_Refused_ThrowsTheStatusAndForgetsTheTransaction(bool onOthers)
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, onOthers ? _anywhere : _here, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, GeneralStatus.ResourceLimitation, "Come back tomorrow");

        var refused = await Assert.ThrowsAsync<CommitmentRefusedException>(() => commit);
        Assert.Equal((GeneralStatus.ResourceLimitation, "Storage commitment was refused with 0213H: Come back tomorrow"), (refused.Status, refused.Message));
        Assert.Equal(0x0115, (await scp.ReportAsync(_report)).Status);
    }

    [Fact]
    public async Task Commit_PeerAbortsBeforeTheResponse_EndsWithTheAssociation()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _anywhere, Token);
        await scp.ExpectActionAsync();
        await scp.Peer.SendAbortAsync();

        Assert.Equal(AssociationEndReason.AbortedByPeer, (await Assert.ThrowsAsync<AssociationException>(() => commit)).Reason);
    }

    [Fact]
    public async Task Commit_PeerAbortsBeforeTheReport_EndsWithTheAssociationWhenNoOtherIsWaitedFor()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        var commit = StorageCommitmentScu.CommitAsync(scp.Association, _action, reports, _here, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, DimseStatus.Success);
        await scp.Peer.SendAbortAsync();

        Assert.Equal(AssociationEndReason.AbortedByPeer, (await Assert.ThrowsAsync<AssociationException>(() => commit)).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_NoReport_EndsWithTheTimeoutAndForgetsTheTransaction(bool onOthers)
    {
        var clock = new FakeTimeProvider();
        var reports = new CommitmentReports(clock: clock);
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        reports.Expect(_transaction);
        var asking = StorageCommitmentScu.RequestAsync(scp.Association, _action, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, DimseStatus.Success);
        await asking;
        var waiting = StorageCommitmentScu.WaitAsync(scp.Association, _transaction, reports, new CommitmentWait(TimeSpan.FromMinutes(1), onOthers), Token);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Equal(0x0115, (await scp.ReportAsync(_report)).Status);
    }

    [Fact]
    public async Task Commit_Cancelled_EndsAndLeavesTheAssociation()
    {
        var reports = new CommitmentReports();
        await using var scp = await ScriptedCommitmentScp.AcceptAsync(reports);
        using var cancel = new CancellationTokenSource();
        reports.Expect(_transaction);
        var asking = StorageCommitmentScu.RequestAsync(scp.Association, _action, Token);
        await scp.RespondAsync((await scp.ExpectActionAsync()).MessageId, DimseStatus.Success);
        await asking;
        var waiting = StorageCommitmentScu.WaitAsync(scp.Association, _transaction, reports, _here, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(AssociationEndReason.None, scp.Association.EndReason);
        Assert.Equal(0x0115, (await scp.ReportAsync(_report)).Status);
    }

    [Fact]
    public async Task Expect_SameTransactionTwice_IsAMisuse()
    {
        var reports = new CommitmentReports();
        reports.Expect(_transaction);
        Assert.Throws<ArgumentException>(() => reports.Expect(_transaction));
        await Assert.ThrowsAsync<ArgumentException>(() => reports.WaitAsync(new DicomUid("1.2.3.5"), Timeout.InfiniteTimeSpan, Token));
    }

    [Fact]
    public async Task Commit_ManyInstances_AreAllReported()
    {
        var references = CommitmentGen.References(20_000);
        var reports = new CommitmentReports();
        await using var listener = new InMemoryListener(new TestRoutes { Handle = AnswerAndReportAsync });
        var request = StorageCommitmentScu.CreateRequest(AETitle.Parse("MODALITY"), AETitle.Parse("ARCHIVE"), reports);
        await using var association = await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), request, Token);

        var report = await StorageCommitmentScu.CommitAsync(association, new CommitmentAction(_transaction, references), reports, _here, Token);

        Assert.Equal(references, report.Committed);

        static async ValueTask AnswerAndReportAsync(DimseOperation operation)
        {
            var action = await CommitmentAction.ReadAsync(operation, CommitmentLimits.Default);
            await operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success));
            Assert.Equal(DimseStatus.Success, await ReportAsync(operation.Association, new CommitmentReport(action.TransactionUid, action.References, [])));
        }
    }

    [Theory]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, true, false)]
    [InlineData(true, true, true, true)]
    [Trait("Section", "PS3.4 J.3.4")]
    public async Task Associate_RoleSelection_GrantsWhatIsServed(bool takesReports, bool isScp, bool scu, bool scp)
    {
        List<ServiceRoute> routes = [];
        if (takesReports)
            routes.Add(ServiceRoute.CommitmentReports(new CommitmentReports()));
        if (isScp)
            routes.Add(new ServiceRoute(Uids.StorageCommitmentPushModel, CommandField.NActionRequest, ServiceKind.StorageCommitment, new TestRoutes()));
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll, routes));
        await using var listener = new InMemoryListener(policy, policy);
        var request = AssociationRequest.Create(AETitle.Parse("ARCHIVE"), AETitle.Parse("MODALITY"), [Uids.StorageCommitmentPushModel, Uids.Verification]) with
        {
            RoleSelections = [new RoleSelection(Uids.StorageCommitmentPushModel, Scu: true, Scp: true), new RoleSelection(Uids.Verification, Scu: true, Scp: true)],
        };
        await using var association = await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), request, Token);

        Assert.Equal([new RoleSelection(Uids.StorageCommitmentPushModel, scu, scp)], association.Accept.UserInformation.RoleSelections);
    }

    private static async Task<DimseStatus> ReportAsync(Association association, CommitmentReport report)
    {
        DimseStatus? status = null;
        await foreach (var reply in association.InvokeAsync(report.CreateRequest(), report, Token))
            status = reply.Status;
        return Assert.NotNull(status);
    }
}
