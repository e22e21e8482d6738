using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>N-ACTION, and the report that follows.</summary>
public sealed class CommitmentScpTests : IAsyncDisposable
{
    private readonly InMemoryModalities _modalities = new();
    private readonly MemoryJobStore _store = new(TimeProvider.System);
    private readonly ScriptedCommitment _handler = new();
    private readonly ReportSink _same = new();
    private readonly ReportSink _new = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.4 J.3.3")]
    public async Task Request_AllCommitted_IsReportedOnTheSameAssociation()
    {
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        var response = await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 3), Token);
        Assert.Equal(DimseStatus.Success, response.Status);
        var (report, by) = await _same.NextAsync(Token);
        Assert.Same(association, by);
        Assert.Equal((ushort)1, report.EventTypeId);
        Assert.Equal("2.25.1", report.TransactionUid.Value);
        Assert.Equal(CommitmentHost.Action("2.25.1", 3).References, report.Committed);
        Assert.Empty(report.Failed);
    }

    [Fact]
    [Trait("Section", "PS3.4 J.3.3.1.2")]
    public async Task Request_SomeFail_ReportNamesThemWithTheirReasons()
    {
        _handler.Look = (instance, _) => ValueTask.FromResult(instance == CommitmentHost.Reference(2)
            ? CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance)
            : CommitmentOutcome.Committed);
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 3), Token);
        var (report, _) = await _same.NextAsync(Token);
        Assert.Equal((ushort)2, report.EventTypeId);
        Assert.Equal([CommitmentHost.Reference(1), CommitmentHost.Reference(3)], report.Committed);
        Assert.Equal([new FailedReference(CommitmentHost.Reference(2), CommitmentFailureReason.NoSuchObjectInstance)], report.Failed);
    }

    [Fact]
    public async Task Report_ComesAfterTheResponse()
    {
        await using var host = await HostAsync();
        await using var peer = host.Connect();
        await peer.AssociateAsync();
        var request = new NActionRequest(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, 1);
        await peer.SendAsync(Wire.Message(1, request, 7, CommitmentHost.Action("2.25.1", 2)));
        var response = await peer.ExpectResponseAsync();
        Assert.Equal(((ushort?)7, 0), (response.MessageIdBeingRespondedTo, response.Status));
        var (report, dataSet) = await peer.ExpectMessageAsync();
        Assert.Equal((ushort)CommandField.NEventReportRequest, (ushort)report.CommandField);
        Assert.NotNull(dataSet);
    }

    [Fact]
    [Trait("Section", "PS3.4 J.3.3")]
    public async Task Report_AssociationIsOver_GoesByANewOneAsScp()
    {
        var gate = new TaskCompletionSource();
        _handler.Look = async (_, _) =>
        {
            await gate.Task;
            return CommitmentOutcome.Committed;
        };
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        var association = await host.AssociateAsync(_same);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await association.ReleaseAsync(Token);
        gate.SetResult();
        var (report, _) = await _new.NextAsync(Token);
        Assert.Equal([CommitmentHost.Reference(1)], report.Committed);
        var request = Assert.Single(_modalities.Requests);
        Assert.Equal(("BELFRY", "MODALITY"), (request.CallingAETitle.Value, request.CalledAETitle.Value));
        Assert.Equal([new RoleSelection(CommitmentSopClass.PushModel, false, true)], request.RoleSelections);
        Assert.Equal(0, _same.Waiting);
    }

    [Fact]
    public async Task Report_RefusedOnTheSameAssociation_GoesByANewOne()
    {
        _same.Answer = static _ => GeneralStatus.ProcessingFailure;
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await _same.NextAsync(Token);
        await _new.NextAsync(Token);
        Assert.Equal(JobState.Success, (await OnlyJobAsync(host)).State);
    }

    [Fact]
    public async Task Report_ByNewAssociationOnly_DoesNotUseTheOneThatIsHeld()
    {
        _modalities.Adjust = static modality => modality with { CommitmentReportWay = CommitmentReportWay.New };
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await _new.NextAsync(Token);
        Assert.Equal(0, _same.Waiting);
    }

    [Fact]
    public async Task Report_BySameAssociationOnly_IsLostWithIt()
    {
        _same.Answer = static _ => GeneralStatus.ProcessingFailure;
        _modalities.Adjust = static modality => modality with { CommitmentReportWay = CommitmentReportWay.Same };
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        var job = await OnlyJobAsync(host);
        Assert.Equal((JobState.Failure, 9), (job.State, job.Error?.Code));
        Assert.Equal(0, _new.Waiting);
    }

    [Fact]
    public async Task Report_AnsweredWithAnotherMessageId_AbortsAndGoesByANewOne()
    {
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync();
        await using var peer = host.Connect();
        await peer.AssociateAsync();
        await peer.SendAsync(Wire.Message(1, Request, 7, CommitmentHost.Action("2.25.1", 1)));
        await peer.ExpectResponseAsync();
        var (report, _) = await peer.ExpectMessageAsync();
        var wrong = new CommitmentReport(new DicomUid("2.25.1"), [], []).CreateRequest() with { MessageId = (ushort)(report.MessageId!.Value + 1) };
        await peer.SendAsync(Wire.Response(1, wrong, wrong.CreateResponse(DimseStatus.Success)));
        await peer.ExpectAbortAsync();
        await _new.NextAsync(Token);
    }

    [Fact]
    public async Task Report_NeverAnswered_IsGivenUpAndGoesByANewOne()
    {
        var options = CommitmentOptions.Default with { ReportTimeout = TimeSpan.FromMilliseconds(50) };
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync(options);
        await using var association = await host.AssociateAsync(new Silent());
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await _new.NextAsync(Token);
    }

    [Fact]
    public async Task Report_NeverAnswered_ThoseThatWaitBehindItGoByNewOnesToo()
    {
        var options = CommitmentOptions.Default with { ReportTimeout = TimeSpan.FromMilliseconds(50) };
        _new.Listen(_modalities, "MODALITY");
        await using var host = await HostAsync(options);
        await using var association = await host.AssociateAsync(new Silent());
        string[] uids = ["2.25.1", "2.25.2", "2.25.3"];
        foreach (var uid in uids)
            await CommitmentHost.RequestAsync(association, CommitmentHost.Action(uid, 1), Token);
        List<string> reported = [];
        foreach (var _ in uids)
            reported.Add((await _new.NextAsync(Token)).Report.TransactionUid.Value);
        Assert.Equal(uids, reported.Order());
    }

    [Fact]
    public async Task Request_TenThousandReferences_AreAllReported()
    {
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        var action = CommitmentHost.Action("2.25.1", 10_000);
        await CommitmentHost.RequestAsync(association, action, Token);
        var (report, _) = await _same.NextAsync(Token);
        Assert.Equal(action.References, report.Committed);
    }

    [Fact]
    public async Task Request_SeveralTransactions_AreReportedInParallel()
    {
        var both = new CountdownEvent(2);
        var together = new TaskCompletionSource();
        _handler.Look = async (_, _) =>
        {
            if (both.Signal())
                together.SetResult();
            await together.Task;
            return CommitmentOutcome.Committed;
        };
        await using var host = await HostAsync();
        await using var association = await host.AssociateAsync(_same);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.2", 1), Token);
        string[] uids = [(await _same.NextAsync(Token)).Report.TransactionUid.Value, (await _same.NextAsync(Token)).Report.TransactionUid.Value];
        Assert.Equal(["2.25.1", "2.25.2"], uids.Order());
        both.Dispose();
    }

    [Fact]
    [Trait("Section", "PS3.7 10.1.4.1.10")]
    public async Task Request_WithoutDataSet_IsInvalidAndKeepsTheAssociation()
    {
        await using var host = await HostAsync();
        await using var peer = host.Connect();
        await peer.AssociateAsync();
        await peer.SendCommandAsync(1, Request, 1);
        Assert.Equal(0x0115, (await peer.ExpectResponseAsync()).Status);
        await peer.SendCommandAsync(1, Request with { ActionTypeId = 2 }, 2);
        Assert.Equal(0x0123, (await peer.ExpectResponseAsync()).Status);
        Assert.Empty(await host.Jobs.ListAsync(Token));
    }

    [Fact]
    public async Task Request_CallerIsNotAllowed_GetsAStatus()
    {
        await using var host = await HostAsync();
        host.Policy.Routes = host.Policy.Routes.With(host.Policy.Routes.Permissions with { AllowedToAnyone = new HashSet<ServiceKind> { ServiceKind.Echo } });
        await using var association = await host.AssociateAsync(_same, "STRANGER");
        var response = await CommitmentHost.RequestAsync(association, CommitmentHost.Action("2.25.1", 1), Token);
        Assert.Equal(GeneralStatus.NotAuthorized, response.Status);
        Assert.Equal(AssociationEndReason.None, association.EndReason);
    }

    public ValueTask DisposeAsync() => _modalities.DisposeAsync();

    private static NActionRequest Request => new(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, CommitmentSopClass.RequestCommitment);

    private Task<CommitmentHost> HostAsync(CommitmentOptions? options = null) =>
        new CommitmentHost([_handler], _store, _modalities, options).StartAsync();

    private static async Task<Job> OnlyJobAsync(CommitmentHost host)
    {
        var job = Assert.Single(await host.Jobs.ListAsync(Token));
        return await host.Jobs.WaitForAsync(job.Id, Token) ?? throw new InvalidOperationException("The job is gone.");
    }

    private sealed class Silent : IDimseRoutes, IDimseService
    {
        public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => this;

        public async ValueTask HandleAsync(DimseOperation operation) => await Task.Delay(Timeout.Infinite, operation.Cancellation);
    }
}
