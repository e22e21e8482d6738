using System.CommandLine;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Cli.Commitment;

/// <summary>Asks a peer which instances it has of a study (C-FIND, Study Root): first its series, then the instances of each.</summary>
internal static class StudyInstances
{
    private static readonly DicomUid _model = Uids.StudyRootQueryRetrieveInformationModelFind;

    /// <summary>Finds them.</summary>
    /// <exception cref="FindFailedException">The peer ended a query with a failure.</exception>
    /// <exception cref="ToolException">The peer does not offer the query.</exception>
    public static async Task<IReadOnlyList<CommitItem>> FindAsync(
        ParseResult parsed, PeerOptions peer, IEnumerable<DicomUid> studies, CancellationToken cancellation)
    {
        List<CommitItem> items = [];
        var association = await peer.ConnectAsync(parsed, _model, cancellation).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            foreach (var study in studies)
            {
                var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, "SERIES" }, { Tags.StudyInstanceUID, study }, { Tags.SeriesInstanceUID, "" } };
                List<DicomUid> series = [];
                await foreach (var match in FindScu.FindAsync(association, _model, keys, cancellation).ConfigureAwait(false))
                {
                    if (match.DataSet.GetUid(Tags.SeriesInstanceUID) is { } uid)
                        series.Add(uid);
                }

                foreach (var one in series)
                    await FindInstancesAsync(association, study, one, items, cancellation).ConfigureAwait(false);
            }

            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
        }

        return items;
    }

    private static async Task FindInstancesAsync(
        Association association, DicomUid study, DicomUid series, List<CommitItem> items, CancellationToken cancellation)
    {
        var keys = new DicomDataSet
        {
            { Tags.QueryRetrieveLevel, "IMAGE" },
            { Tags.StudyInstanceUID, study },
            { Tags.SeriesInstanceUID, series },
            { Tags.SOPInstanceUID, "" },
            { Tags.SOPClassUID, "" },
        };
        await foreach (var match in FindScu.FindAsync(association, _model, keys, cancellation).ConfigureAwait(false))
        {
            if (match.DataSet.GetUid(Tags.SOPClassUID) is { } sopClass && match.DataSet.GetUid(Tags.SOPInstanceUID) is { } instance)
                items.Add(new CommitItem(new ReferencedInstance(sopClass, instance), null));
        }
    }
}
