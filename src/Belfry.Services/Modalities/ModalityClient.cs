using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>A modality, for plugins: one association for each request. Thread-safe.</summary>
internal sealed partial class ModalityClient : IModality
{
    private readonly RemoteModality _modality;
    private readonly ModalityTerms _terms;

    public ModalityClient(RemoteModality modality, AETitle local, ModalityTerms terms)
    {
        _modality = modality;
        _terms = terms;
        LocalAETitle = modality.LocalAETitle.IsEmpty ? local : modality.LocalAETitle;
    }

    public string Name => _modality.Name;

    public AETitle AETitle => _modality.AETitle;

    public AETitle LocalAETitle { get; }

    public string Host => _modality.Host;

    public int Port => _modality.Port;

    private TimeSpan ResponseTimeout => _modality.Timeout ?? _terms.Options.ResponseTimeout;

    private TimeSpan RetrieveTimeout => _modality.Timeout ?? ModalityTerms.RetrieveTimeout;

    public async ValueTask EchoAsync(CancellationToken cancellation = default)
    {
        var sopClass = VerificationScu.SopClass;
        var call = await OpenAsync("C-ECHO", sopClass, ResponseTimeout, cancellation).ConfigureAwait(false);
        await using (call.ConfigureAwait(false))
        {
            await foreach (var reply in call.InvokeAsync(new CEchoRequest(sopClass), null, cancellation).ConfigureAwait(false))
                ThrowIfFailed(call, reply);
        }
    }

    public IAsyncEnumerable<DicomDataSet> FindAsync(FindQuery query, Action? onIncomplete = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var identifier = WithLevel(query.Identifier, query.Level);
        return QueryAsync("C-FIND", QueryRetrieveSopClasses.Find(query.Model), identifier, OptionsOf(query), onIncomplete, cancellation);
    }

    public IAsyncEnumerable<DicomDataSet> FindWorklistAsync(WorklistQuery query, Action? onIncomplete = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return QueryAsync("Worklist C-FIND", FindScu.WorklistSopClass, query.Identifier, QueryRetrieveOptions.None, onIncomplete, cancellation);
    }

    public IAsyncEnumerable<DicomDataSet> ListAsync(RetrieveQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var identifier = WithLevel(query.Identifier, query.Level);
        return identifier.GetString(Tags.QueryRetrieveLevel) is { Length: > 0 }
            ? ListAsync(query.Model, identifier, cancellation)
            : throw new ArgumentException("The query has no level.", nameof(query));
    }

    private async IAsyncEnumerable<DicomDataSet> ListAsync(
        QueryRetrieveModel model, DicomDataSet identifier, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sopClass = QueryRetrieveSopClasses.Find(model);
        var call = await OpenAsync("C-FIND", sopClass, ResponseTimeout, cancellation).ConfigureAwait(false);
        await using (call.ConfigureAwait(false))
        {
            var listing = new InstanceListing(model, keys => AskAsync(call, sopClass, keys, null, cancellation));
            await foreach (var instance in listing.ListAsync(identifier, cancellation).ConfigureAwait(false))
                yield return instance;
        }
    }

    private async IAsyncEnumerable<DicomDataSet> QueryAsync(
        string what,
        DicomUid sopClass,
        DicomDataSet identifier,
        QueryRetrieveOptions options,
        Action? onIncomplete,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var call = await OpenAsync(what, sopClass, ResponseTimeout, cancellation, options).ConfigureAwait(false);
        await using (call.ConfigureAwait(false))
        {
            await foreach (var answer in AskAsync(call, sopClass, identifier, onIncomplete, cancellation).ConfigureAwait(false))
                yield return answer;
        }
    }

    private static async IAsyncEnumerable<DicomDataSet> AskAsync(
        ModalityCall call,
        DicomUid sopClass,
        DicomDataSet identifier,
        Action? onIncomplete,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var reply in call.InvokeAsync(new CFindRequest(sopClass), identifier, cancellation).ConfigureAwait(false))
        {
            if (reply.Status.IsPending)
                yield return call.Read(reply);
            else if (reply.Status.Class == DimseStatusClass.Cancel)
                onIncomplete?.Invoke();
            else
                ThrowIfFailed(call, reply);
        }
    }

    private static void ThrowIfFailed(ModalityCall call, DimseReply reply)
    {
        if (reply.Status.Class == DimseStatusClass.Failure)
            throw call.Log(call.Faults.Failed(reply.Status, reply.Response.ErrorComment));
    }

    private ValueTask<ModalityCall> OpenAsync(
        string what,
        DicomUid sopClass,
        TimeSpan timeout,
        CancellationToken cancellation,
        QueryRetrieveOptions options = QueryRetrieveOptions.None)
    {
        var request = AssociationRequest.Create(LocalAETitle, AETitle, [sopClass]) with
        {
            ExtendedNegotiations = options == QueryRetrieveOptions.None
                ? []
                : [new SopClassExtendedNegotiation(sopClass, QueryRetrieveNegotiation.Propose(options))],
        };
        return ModalityCall.OpenAsync(_terms, _modality, what, request, sopClass, new Patience(timeout, _terms.Clock, cancellation), cancellation);
    }

    /// <summary>What the query wants and the baseline has not.</summary>
    private static QueryRetrieveOptions OptionsOf(FindQuery query)
    {
        var policy = query.Policy;
        return (query.IsRelational ? QueryRetrieveOptions.Relational : 0)
            | (policy.Periods.Count > 0 ? QueryRetrieveOptions.DateTimeMatching : 0)
            | (policy.PersonNames == PersonNameMatching.Fuzzy ? QueryRetrieveOptions.FuzzyPersonNames : 0)
            | (policy.TimeZoneAdjustment ? QueryRetrieveOptions.TimezoneAdjustment : 0)
            | (policy.EmptyValueMatching ? QueryRetrieveOptions.EmptyValueMatching : 0)
            | (policy.MultipleValueMatching ? QueryRetrieveOptions.MultipleValueMatching : 0);
    }

    private static DicomDataSet WithLevel(DicomDataSet identifier, QueryRetrieveLevel? level)
    {
        if (level is null || identifier.GetString(Tags.QueryRetrieveLevel) is { Length: > 0 })
            return identifier;
        var whole = identifier.Clone();
        whole.Set(Tags.QueryRetrieveLevel, QueryRetrieveLevels.ToText(level.Value));
        return whole;
    }
}
