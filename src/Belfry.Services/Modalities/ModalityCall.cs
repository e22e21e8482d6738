using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// One request of a plugin to a modality: its association, how long it waits, and what becomes of faults. Released at the end. One caller at a time.
/// </summary>
internal sealed partial class ModalityCall : IAsyncDisposable
{
    private readonly Association _association;
    private readonly ILogger _logger;

    private ModalityCall(Association association, ModalityFaults faults, Patience patience, ILogger logger)
    {
        _association = association;
        Faults = faults;
        Patience = patience;
        _logger = logger;
    }

    /// <summary>How faults are told.</summary>
    public ModalityFaults Faults { get; }

    /// <summary>How long the peer may say nothing.</summary>
    public Patience Patience { get; }

    /// <summary>Connects and negotiates.</summary>
    /// <param name="terms">What all requests have in common.</param>
    /// <param name="modality">The modality.</param>
    /// <param name="what">The request, in words.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="needed">The SOP class of the request.</param>
    /// <param name="patience">How long the peer may say nothing; disposed with the call.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ModalityException">There is no such association to be had.</exception>
    public static async ValueTask<ModalityCall> OpenAsync(
        ModalityTerms terms,
        RemoteModality modality,
        string what,
        AssociationRequest request,
        DicomUid needed,
        Patience patience,
        CancellationToken cancellation)
    {
        var faults = new ModalityFaults(modality, what);
        try
        {
            var association = await terms.Connector.ConnectAsync(modality, request, cancellation).ConfigureAwait(false);
            var call = new ModalityCall(association, faults, patience, terms.Logger);
            if (association.FindContext(needed) is not null)
                return call;
            await call.DisposeAsync().ConfigureAwait(false);
            throw call.Log(faults.NotSupported(needed));
        }
        catch (AssociationException fault)
        {
            patience.Dispose();
            var told = faults.Ended(fault, isOpening: true);
            LogFailed(terms.Logger, told.Message);
            throw told;
        }
        catch (OperationCanceledException)
        {
            patience.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and gives its responses. Being left, and the token, send C-CANCEL and wait for the last response.</summary>
    /// <exception cref="ModalityException">The association ended, or the peer says nothing.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async IAsyncEnumerable<DimseReply> InvokeAsync(
        DimseRequest request, IDataSetSource? identifier, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A question mark in the place of a character that the query's set has not would be a wildcard.
        if (identifier is DicomDataSet query)
            identifier = query.WithFittingCharacterSet();
        var replies = _association.InvokeAsync(request, identifier, Patience.Token).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await NextAsync(replies, cancellation).ConfigureAwait(false))
                yield return replies.Current;
        }
        finally
        {
            await LeaveAsync(replies).ConfigureAwait(false);
        }
    }

    /// <summary>The data set of a reply.</summary>
    /// <exception cref="ModalityException">It cannot be read.</exception>
    public DicomDataSet Read(DimseReply reply)
    {
        try
        {
            return reply.DataSet ?? [];
        }
        catch (DicomFormatException fault)
        {
            throw Log(Faults.Unreadable(fault));
        }
    }

    /// <summary>Logs a fault, once.</summary>
    public ModalityException Log(ModalityException fault)
    {
        LogFailed(_logger, fault.Message);
        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        if (_association.EndReason == AssociationEndReason.None)
            await _association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        await _association.DisposeAsync().ConfigureAwait(false);
        Patience.Dispose();
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<DimseReply> replies, CancellationToken cancellation)
    {
        bool isThere;
        Patience.Start();
        try
        {
            isThere = await replies.MoveNextAsync().ConfigureAwait(false);
        }
        catch (AssociationException fault)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Log(Patience.IsOver ? Faults.Silent(Patience.Limit) : Faults.Ended(fault));
        }
        finally
        {
            Patience.Stop();
        }

        cancellation.ThrowIfCancellationRequested();
        return Patience.IsOver ? throw Log(Faults.Silent(Patience.Limit)) : isThere;
    }

    private async ValueTask LeaveAsync(IAsyncEnumerator<DimseReply> replies)
    {
        try
        {
            await replies.DisposeAsync().ConfigureAwait(false);
        }
        catch (AssociationException fault)
        {
            // Nobody waits for an answer any more.
            LogLeft(_logger, _association.Id, fault.Message);
        }
    }

    [LoggerMessage(3310, LogLevel.Warning, "{Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(3311, LogLevel.Debug, "Association {AssociationId} ended while its request was cancelled: {Reason}")]
    private static partial void LogLeft(ILogger logger, long associationId, string reason);
}
