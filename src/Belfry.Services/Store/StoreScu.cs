using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// C-STORE as SCU (PS3.4 Annex B): sends instances to one modality, one after the other. Makes the associations that they need, with contexts for
/// the kinds that it was told of; an instance of another kind, or more kinds than an association has contexts for, get the next association.
/// One that breaks is made anew for the instances that follow, unless no instance was answered on it: then the modality is given up, and
/// what follows fails at once. One caller at a time.
/// </summary>
public sealed partial class StoreScu : IAsyncDisposable
{
    private readonly RemoteModality _modality;
    private readonly AETitle _calling;
    private readonly IModalityConnector _connector;
    private readonly InstanceSender _sender;
    private readonly ILogger _logger;
    private readonly bool _converts;
    private readonly List<InstanceKind> _expected = [];
    private readonly HashSet<InstanceKind> _known = [];
    private readonly HashSet<InstanceKind> _proposed = [];
    private readonly HashSet<InstanceKind> _served = [];
    private Association? _association;
    private StoreResult? _givenUp;
    private bool _wasAnswered;

    /// <param name="modality">Whom to send to.</param>
    /// <param name="calling">The AE title that this side gives itself, unless the modality has one for it.</param>
    /// <param name="connector">Makes the associations.</param>
    /// <param name="options">Time-outs.</param>
    /// <param name="logger">Told why instances are not sent.</param>
    public StoreScu(RemoteModality modality, AETitle calling, IModalityConnector connector, StoreScuOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(modality);
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        _modality = modality;
        _calling = modality.LocalAETitle.IsEmpty ? calling : modality.LocalAETitle;
        _connector = connector;
        _sender = new InstanceSender(options, logger);
        _converts = options.Converts && modality.AllowTranscoding;
        _logger = logger;
    }

    /// <summary>Tells of instances that will be sent, so that one association serves them.</summary>
    public void Expect(IEnumerable<InstanceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        foreach (var kind in kinds)
        {
            if (_known.Add(kind))
                _expected.Add(kind);
        }
    }

    /// <summary>Sends an instance and waits for its response. What goes wrong is in the result.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="originator">The C-MOVE that it is a part of; null for none.</param>
    /// <param name="opened">Its data set, if it is open already; disposed in any case.</param>
    /// <param name="cancellation">Gives up: the association is aborted.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<StoreResult> StoreAsync(
        InstanceSource instance, MoveOriginator? originator = null, Stream? opened = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var result = await StoreAtOnceAsync(instance, originator, opened, cancellation).ConfigureAwait(false);
        await PoolThread.Enter();
        return result;
    }

    /// <summary>As <see cref="StoreAsync"/>, for a caller that takes care where it goes on: see <see cref="PoolThread"/>.</summary>
    internal async ValueTask<StoreResult> StoreAtOnceAsync(
        InstanceSource instance, MoveOriginator? originator, Stream? opened, CancellationToken cancellation)
    {
        Association? association;
        try
        {
            association = await GetAssociationAsync(new InstanceKind(instance.SopClassUid, instance.TransferSyntax), cancellation).ConfigureAwait(false);
        }
        catch
        {
            await CloseAsync(opened).ConfigureAwait(false);
            throw;
        }

        if (association is null)
        {
            await CloseAsync(opened).ConfigureAwait(false);
            return _givenUp.GetValueOrDefault();
        }

        try
        {
            var result = await _sender.SendAsync(
                association, instance, opened, originator, _modality.Timeout, _converts, cancellation).ConfigureAwait(false);
            _wasAnswered |= result.Fault is null;
            return result;
        }
        catch (AssociationException broken)
        {
            LogBroken(_logger, _modality.Name, association.Id, instance.SopInstanceUid, broken.Message);
            var result = new StoreResult(RetrieveStatus.UnableToPerformSuboperations, broken.Message, broken);
            await DropAsync().ConfigureAwait(false);
            if (!_wasAnswered)
                _givenUp = result;
            return result;
        }
    }

    /// <summary>Releases the association, or aborts it when the modality does not answer in time.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellation = default)
    {
        if (_association is { } association)
            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
    }

    /// <summary>Aborts an association that was not released.</summary>
    public ValueTask DisposeAsync() => DropAsync();

    private static ValueTask CloseAsync(Stream? stream) => stream?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<Association?> GetAssociationAsync(InstanceKind kind, CancellationToken cancellation)
    {
        if (_givenUp is not null)
            return null;
        if (_association is { EndReason: not AssociationEndReason.None })
        {
            // It ended while nothing was asked of it, by a time-out of the peer's, say. No instance is lost by that.
            await DropAsync().ConfigureAwait(false);
        }
        else if (_association is not null)
        {
            if (_proposed.Contains(kind))
                return _association;
            await ReleaseAsync(cancellation).ConfigureAwait(false);
        }

        Expect([kind]);
        _proposed.Clear();

        // Those that no association has had a context for yet come before those that one had.
        InstanceKind[] kinds = [kind, .. _expected.Where(other => !_served.Contains(other)), .. _expected.Where(_served.Contains)];
        var contexts = StoreContexts.Plan(kinds, _converts, _proposed);
        _served.UnionWith(_proposed);
        var request = new AssociationRequest { CallingAETitle = _calling, CalledAETitle = _modality.AETitle, PresentationContexts = contexts };
        try
        {
            _association = await _connector.ConnectAsync(_modality, request, cancellation).ConfigureAwait(false);
            _wasAnswered = false;
            return _association;
        }
        catch (AssociationException fault)
        {
            LogNotConnected(_logger, _modality.Name, _modality.Host, _modality.Port, fault.Message);
            _givenUp = new StoreResult(RetrieveStatus.UnableToPerformSuboperations, fault.Message, fault);
            return null;
        }
    }

    private async ValueTask DropAsync()
    {
        var association = _association;
        _association = null;
        if (association is not null)
            await association.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(3210, LogLevel.Warning, "No association with {Modality} at {Host}:{Port}, nothing more is sent to it: {Reason}")]
    private static partial void LogNotConnected(ILogger logger, string modality, string host, int port, string reason);

    [LoggerMessage(3211, LogLevel.Warning, "{Modality} broke off association {AssociationId} while instance {SopInstanceUid} was sent: {Reason}")]
    private static partial void LogBroken(ILogger logger, string modality, long associationId, DicomUid sopInstanceUid, string reason);
}
