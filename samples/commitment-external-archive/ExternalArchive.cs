using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace CommitmentExternalArchive;

/// <summary>Commits what another archive says that it has: each instance is looked for there by C-FIND.</summary>
[BelfryPlugin("commitment-external-archive", Description = "Commits what an external archive has")]
public sealed class ExternalArchive : IStorageCommitmentHandler
{
    // As many UIDs of 64 characters as an identifier may well have.
    private const int MostInAQuery = 100;

    private readonly IPluginHost _host;
    private readonly Settings _settings;

    /// <summary>Made by the server, which names what is wrong with the configuration and does not start.</summary>
    public ExternalArchive(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _settings = Settings.Read(host.Configuration);

        // A name that is not there stops the start, and not the first transaction.
        _ = host.Modalities[_settings.Modality];
    }

    /// <inheritdoc/>
    public ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation) => new(new Inquiry(this));

    private static CommitmentOutcome Judge(ReferencedInstance reference, IReadOnlyDictionary<DicomUid, DicomUid?> found)
    {
        if (!found.TryGetValue(reference.SopInstanceUid, out var sopClass))
            return CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance);

        // An archive that does not tell the SOP class (an optional key) cannot be held to it.
        return sopClass is null || sopClass == reference.SopClassUid
            ? CommitmentOutcome.Committed
            : CommitmentOutcome.Failed(CommitmentFailureReason.ClassInstanceConflict);
    }

    /// <summary>
    /// The queries that look for instances: one for each series, where this server has the instances too and knows their series; relational ones with lists of
    /// UIDs for the others, which not every archive takes (PS3.4 §C.4.1.2.2.1).
    /// </summary>
    private async IAsyncEnumerable<(FindQuery Query, ReferencedInstance[] Asked)> PlanAsync(
        IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<(ReferencedInstance Reference, (string Study, string Series)? Place)> placed = [];
        foreach (var reference in references)
            placed.Add((reference, await FindPlaceAsync(reference.SopInstanceUid, cancellation)));
        foreach (var place in placed.GroupBy(static one => one.Place, static one => one.Reference))
        {
            if (place.Key is { } known)
            {
                yield return (QueryOf(isRelational: false, (Tags.StudyInstanceUID, known.Study), (Tags.SeriesInstanceUID, known.Series)), [.. place]);
                continue;
            }

            foreach (var some in place.Chunk(MostInAQuery))
                yield return (QueryOf(isRelational: true, (Tags.SOPInstanceUID, string.Join('\\', some.Select(static one => one.SopInstanceUid.Value)))), some);
        }
    }

    private async ValueTask<(string Study, string Series)?> FindPlaceAsync(DicomUid instance, CancellationToken cancellation)
    {
        if (_host.Archive is not { } own)
            return null;
        var query = QueryOf(
            isRelational: true, (Tags.SOPInstanceUID, instance.Value), (Tags.StudyInstanceUID, ""), (Tags.SeriesInstanceUID, ""));
        await foreach (var found in own.FindAsync(query, cancellation))
        {
            if (found.GetString(Tags.StudyInstanceUID) is { Length: > 0 } study && found.GetString(Tags.SeriesInstanceUID) is { Length: > 0 } series)
                return (study, series);
        }

        return null;
    }

    private static FindQuery QueryOf(bool isRelational, params ReadOnlySpan<(DicomTag Tag, string Value)> keys)
    {
        var identifier = new DicomDataSet { { Tags.SOPClassUID, "" }, { Tags.SOPInstanceUID, "" } };
        foreach (var (tag, value) in keys)
            identifier.Set(tag, value);
        return new FindQuery(identifier, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Image) { IsRelational = isRelational };
    }

    /// <summary>What the archive has of the query's instances, with their SOP classes; null when it cannot be asked, also later.</summary>
    private async ValueTask<IReadOnlyDictionary<DicomUid, DicomUid?>?> AskAsync(FindQuery query, CancellationToken cancellation)
    {
        var began = _host.Time.GetTimestamp();
        while (true)
        {
            try
            {
                Dictionary<DicomUid, DicomUid?> found = [];
                await foreach (var instance in _host.Modalities[_settings.Modality].FindAsync(query, cancellation: cancellation))
                {
                    if (instance.GetUid(Tags.SOPInstanceUID) is { } uid)
                        found[uid] = instance.GetUid(Tags.SOPClassUID);
                }

                return found;
            }
            catch (ModalityException fault)
            {
                // An archive that says no says it again; one that is away comes back.
                if (fault.Fault is ModalityFault.Failed or ModalityFault.NotSupported || _host.Time.GetElapsedTime(began) >= _settings.Retry)
                {
                    _host.Logger.LogWarning("Instances are not committed, since their archive cannot be asked: {Reason}", fault.Comment);
                    return null;
                }
            }

            await Task.Delay(_settings.Pause, _host.Time, cancellation);
        }
    }

    /// <summary>One transaction. Answers are durable as they are yielded: after a restart only the others are asked for.</summary>
    private sealed class Inquiry(ExternalArchive archive) : IStorageCommitment
    {
        public AETitle? RetrieveAETitle => archive._host.Modalities.Find(archive._settings.Modality)?.AETitle;

        public async IAsyncEnumerable<CommitmentAnswer> AnswerAsync(
            IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var (query, asked) in archive.PlanAsync(references, cancellation))
            {
                var found = await archive.AskAsync(query, cancellation);
                foreach (var reference in asked)
                {
                    yield return new CommitmentAnswer(
                        reference, found is null ? CommitmentOutcome.Failed(CommitmentFailureReason.ProcessingFailure) : Judge(reference, found));
                }
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
