using System.Collections.Concurrent;
using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Sdk.Testing;

/// <summary>
/// A peer that takes instances by C-STORE and remembers them: a Move Destination, in memory or on a port of its own. Thread-safe. Disposal ends
/// its associations.
/// </summary>
public sealed class StorageScp : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedInstance> _received = [];
    private readonly List<Task> _served = [];
    private readonly DicomListener _listener;

    /// <param name="title">Its AE title.</param>
    public StorageScp(string title)
    {
        AETitle = AETitle.Parse(title);
        var service = new Service(this);
        _listener = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, service, service);
    }

    /// <summary>Its AE title.</summary>
    public AETitle AETitle { get; }

    /// <summary>Which instances it takes at all, by SOP class and transfer syntax: others get no presentation context. Default: all.</summary>
    public Func<InstanceKind, bool> Accepts { get; init; } = static _ => true;

    /// <summary>The status of the response to an instance: success, a warning such as B000H, or a failure. Default: success.</summary>
    public Func<ReceivedInstance, DimseStatus> Answer { get; init; } = static _ => DimseStatus.Success;

    /// <summary>What has come, also what was answered with a failure, in the order in which it came.</summary>
    public IReadOnlyList<ReceivedInstance> Received => [.. _received];

    /// <summary>Listens on a free port of this machine: for servers that run elsewhere than in the test. Called once at most.</summary>
    /// <returns>Where it listens.</returns>
    public async Task<IPEndPoint> ListenAsync(CancellationToken cancellation = default)
    {
        await _listener.StartAsync(cancellation).ConfigureAwait(false);
        return _listener.LocalEndPoint ?? throw new InvalidOperationException("It does not listen.");
    }

    /// <summary>Ends the associations.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(Served()).ConfigureAwait(false);
    }

    /// <summary>Connects in memory.</summary>
    /// <returns>The caller's side.</returns>
    internal InMemoryTransport Accept()
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        var served = _listener.ServeAsync(ours);
        lock (_served)
            _served.Add(served);
        return theirs;
    }

    private Task[] Served()
    {
        lock (_served)
            return [.. _served];
    }

    private sealed class Service(StorageScp scp) : IAssociationPolicy, IDimseRoutes, IDimseService
    {
        public ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation) =>
            ValueTask.FromResult(AssociationDecision.Accept([.. proposal.Request.PresentationContexts.Select(Answer)]));

        public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request switch
        {
            CEchoRequest => VerificationProvider.Instance,
            CStoreRequest => this,
            _ => null,
        };

        public async ValueTask HandleAsync(DimseOperation operation)
        {
            var request = (CStoreRequest)operation.Request;
            var transferSyntax = operation.PresentationContext.TransferSyntax;
            var bytes = await operation.ReadDataSetBytesAsync(int.MaxValue).ConfigureAwait(false);
            var dataSet = bytes.IsEmpty ? [] : DicomDataSet.Parse(bytes, transferSyntax);
            var instance = new ReceivedInstance(request.AffectedSopClassUid, request.AffectedSopInstanceUid, transferSyntax, dataSet)
            {
                CallingAETitle = operation.Association.CallingAETitle,
                MoveOriginatorAETitle = request.MoveOriginatorAETitle,
                MoveOriginatorMessageId = request.MoveOriginatorMessageId,
            };
            scp._received.Enqueue(instance);
            await operation.RespondAsync(new CStoreResponse(scp.Answer(instance))).ConfigureAwait(false);
        }

        private PresentationContextAnswer Answer(ProposedPresentationContext context)
        {
            if (context.AbstractSyntax != VerificationScu.SopClass && !StorageSopClass.Contains(context.AbstractSyntax) && context.AbstractSyntax.Name is not null)
                return PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.AbstractSyntaxNotSupported);
            var chosen = context.TransferSyntaxes.FirstOrDefault(uid =>
                TransferSyntax.Find(uid) is { } known && scp.Accepts(new InstanceKind(context.AbstractSyntax, known)));
            return chosen.IsEmpty
                ? PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.TransferSyntaxesNotSupported)
                : PresentationContextAnswer.Accept(context.Id, chosen);
        }
    }
}

/// <summary>An instance that a <see cref="StorageScp"/> got.</summary>
/// <param name="SopClassUid">Affected SOP Class UID (0000,0002).</param>
/// <param name="SopInstanceUid">Affected SOP Instance UID (0000,1000).</param>
/// <param name="TransferSyntax">What it came in.</param>
/// <param name="DataSet">Its data set.</param>
public sealed record ReceivedInstance(DicomUid SopClassUid, DicomUid SopInstanceUid, TransferSyntax TransferSyntax, DicomDataSet DataSet)
{
    /// <summary>Who sent it.</summary>
    public AETitle CallingAETitle { get; init; }

    /// <summary>Move Originator Application Entity Title (0000,1030); empty for none.</summary>
    public AETitle MoveOriginatorAETitle { get; init; }

    /// <summary>Move Originator Message ID (0000,1031); null for none.</summary>
    public ushort? MoveOriginatorMessageId { get; init; }
}
