using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Cli.Tests;

/// <summary>An SCP of storage commitment, and of C-STORE, on a free port of loopback, which does what a test says.</summary>
internal sealed class CommitmentPeer : IDimseRoutes, IDimseService, IAsyncDisposable
{
    private readonly StoredInstances _stored = new();
    private readonly List<Task> _reporting = [];
    private DicomListener? _listener;

    /// <summary>The status of the response to N-ACTION.</summary>
    public DimseStatus Status { get; init; } = DimseStatus.Success;

    /// <summary>Whether an instance is committed.</summary>
    public Func<ReferencedInstance, CommitmentOutcome> Look { get; init; } = static _ => CommitmentOutcome.Committed;

    /// <summary>Sends the report after the response; null sends none.</summary>
    public Func<DimseOperation, CommitmentReport, Task>? Report { get; init; } = static (operation, report) => SendAsync(operation.Association, report);

    /// <summary>The requests that came.</summary>
    public List<CommitmentAction> Actions { get; } = [];

    public string Address => $"127.0.0.1:{_listener?.LocalEndPoint?.Port}";

    public async Task<CommitmentPeer> StartAsync()
    {
        _listener = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, new TestPolicy(), this);
        await _listener.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Reports on an association of its own.</summary>
    public static async Task SendToAsync(int port, CommitmentReport report)
    {
        var request = AssociationRequest.Create(AETitle.Parse("ARCHIVE"), AETitle.Parse("CT1"), [Uids.StorageCommitmentPushModel]) with
        {
            RoleSelections = [new RoleSelection(Uids.StorageCommitmentPushModel, Scu: false, Scp: true)],
        };
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, TestContext.Current.CancellationToken);
        await SendAsync(association, report);
        await association.ReleaseAsync(TestContext.Current.CancellationToken);
    }

    public static async Task SendAsync(Association association, CommitmentReport report)
    {
        await foreach (var reply in association.InvokeAsync(report.CreateRequest(), report, TestContext.Current.CancellationToken))
            Assert.Equal(DimseStatus.Success, reply.Status);
    }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) =>
        request is NActionRequest ? this : _stored.Find(association, context, request);

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        var action = await CommitmentAction.ReadAsync(operation, CommitmentLimits.Default);
        Actions.Add(action);
        List<ReferencedInstance> committed = [];
        List<FailedReference> failed = [];
        foreach (var reference in action.References)
        {
            if (Look(reference).FailureReason is { } reason)
                failed.Add(new FailedReference(reference, reason));
            else
                committed.Add(reference);
        }

        await operation.RespondAsync(operation.Request.CreateResponse(Status, Status == DimseStatus.Success ? null : "Not today"));
        if (Status == DimseStatus.Success && Report is not null)
            _reporting.Add(Report(operation, new CommitmentReport(action.TransactionUid, committed, failed) { RetrieveAETitle = AETitle.Parse("ARCHIVE") }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync();
        await Task.WhenAll(_reporting);
    }
}
