using System.Diagnostics;
using System.Net;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// An established association (PS3.8 §7), made by a <see cref="DicomListener"/> or an <see cref="AssociationRequestor"/>.
/// All members may be used from any thread.
/// </summary>
public sealed partial class Association : IAsyncDisposable
{
    private static long _lastId;

    private readonly AssociationEnvironment _environment;
    private readonly AssociationLoop _loop;
    private readonly OperationTable _operations = new();
    private readonly MessageAssembler _assembler;
    private readonly TaskCompletionSource<AssociationEndReason> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _fragmentLength = MessageWriter.FragmentLength(AssociationLimits.SmallestMaxPduLength);

    internal Association(AssociationEnvironment environment, ITransport transport, AssociationRole role, IDimseRoutes? routes)
    {
        Id = NextId();
        _environment = environment;
        Role = role;
        Routes = routes;
        RemoteEndPoint = transport.RemoteEndPoint;
        _started = environment.Clock.GetTimestamp();
        _assembler = new MessageAssembler(this, environment.Limits.MaxCommandLength);
        _loop = new AssociationLoop(this, transport, role, environment.Limits, environment.Clock, environment.Threads);
        if (role == AssociationRole.Requestor)
            _established = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Number of the association within this run, as in the log.</summary>
    public long Id { get; }

    /// <summary>Which part this side plays.</summary>
    public AssociationRole Role { get; }

    /// <summary>The requestor's AE title.</summary>
    public AETitle CallingAETitle { get; private set; }

    /// <summary>The acceptor's AE title, as the requestor wrote it.</summary>
    public AETitle CalledAETitle { get; private set; }

    /// <summary>The peer's address; null for an association in memory.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>What TLS has agreed on; null without TLS, and until its handshake is over.</summary>
    public TlsSession? Tls => _loop.Transport.Tls;

    /// <summary>True once it stands, and from then on; false for an attempt that was refused or broke off.</summary>
    public bool IsEstablished => _accept is not null;

    /// <summary>The A-ASSOCIATE-RQ that it began with.</summary>
    public AssociateRequestPdu Request => _request ?? throw NotEstablished();

    /// <summary>The A-ASSOCIATE-AC that it began with.</summary>
    public AssociateAcceptPdu Accept => _accept ?? throw NotEstablished();

    /// <summary>The accepted contexts, in the order of the request.</summary>
    public IReadOnlyList<PresentationContext> PresentationContexts => _contexts;

    /// <summary>What the policy left here (<see cref="AssociationDecision.State"/>).</summary>
    public object? State { get; private set; }

    /// <summary>Completes, never faulted, when the association has ended and its connection is closed.</summary>
    public Task<AssociationEndReason> Completion => _completion.Task;

    /// <summary>How it ended; None while it lives. Known before <see cref="Completion"/>.</summary>
    public AssociationEndReason EndReason => (AssociationEndReason)Volatile.Read(ref _endReason);

    /// <summary>What those who trace follow; null when nobody does.</summary>
    internal Activity? Activity { get; private set; }

    /// <summary>The calling AE title as a tag of measurements.</summary>
    internal string PeerLabel => field ??= PeerLabels.Of(CallingAETitle, _environment.IsKnownPeer);

    internal IDimseRoutes? Routes { get; }

    /// <summary>TLS in the log, behind the peer's address; empty without.</summary>
    internal string TlsNote => Tls is { } tls ? $", {tls}" : "";

    internal TimeProvider Clock => _environment.Clock;

    internal IAssociationObserver? Observer => _environment.Observer;

    internal AssociationLimits Limits => _environment.Limits;

    internal bool HasRoomTask => _room is not null;

    internal bool IsInsideMessage => _assembler.IsInsideMessage;

    /// <summary>Nothing runs, so that the peer's silence is idleness; or a message has begun and does not go on.</summary>
    internal bool IsQuiet => _operations.IsEmpty || _assembler.IsInsideMessage;

    internal AssociationLoop Loop => _loop;

    /// <summary>An accepted context of the abstract syntax in which this side may be SCU; null when there is none.</summary>
    public PresentationContext? FindContext(DicomUid abstractSyntax)
    {
        foreach (var context in _contexts)
        {
            if (context.AbstractSyntax == abstractSyntax && context.IsLocalScu)
                return context;
        }

        return null;
    }

    /// <summary>
    /// Releases the association (A-RELEASE-RQ) and waits for its end; aborts when the peer does not answer in time.
    /// Does nothing when it has ended. The operations invoked must be over.
    /// </summary>
    /// <returns>How it ended.</returns>
    public async ValueTask<AssociationEndReason> ReleaseAsync(CancellationToken cancellation = default)
    {
        _loop.WaitAtMost(Limits.ReleaseTimeout, AssociationEndReason.ReleaseTimeout);
        _loop.Fire(UpperLayerEvent.Evt11);
        using var abort = cancellation.UnsafeRegister(static state => ((Association)state!).Abort(), this);
        return await Completion.ConfigureAwait(false);
    }

    /// <summary>Aborts the association (A-ABORT, service-user). Does nothing when it has ended.</summary>
    public void Abort() => _loop.Fire(UpperLayerEvent.Evt15);

    /// <summary>Aborts unless it has ended, and waits for the end.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort();
        // A requestor does not wait for the peer to close.
        if (Role == AssociationRole.Requestor)
            _loop.Close();
        await Completion.ConfigureAwait(false);
    }

    /// <summary>A number for one more association, or attempt at one.</summary>
    internal static long NextId() => Interlocked.Increment(ref _lastId);

    private InvalidOperationException NotEstablished() => new("The association is not established.");
}
