using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>Jobs that send instances, as configured.</summary>
internal static class MoveJobServices
{
    /// <summary>Makes the service; null without an archive: only what that sends can be sent again later.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="archive">Whose instances are sent.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="commitments">Asks for storage commitment of what was sent.</param>
    /// <param name="loggers">Where services log.</param>
    /// <param name="clock">Time.</param>
    /// <param name="outgoing">Makes the associations.</param>
    public static MoveJobs? Create(
        ServerConfiguration configuration,
        DicomArchive? archive,
        Func<DicomPermissions> permissions,
        CommitmentRequests? commitments,
        ILoggerFactory loggers,
        TimeProvider clock,
        OutgoingAssociations outgoing)
    {
        if (archive is null)
            return null;
        var retrieve = OptionsOf(configuration);
        return new MoveJobs(
            new MoveJobSources(
                new RetrieveSources(archive.Retrieve, null, archive.Instances),
                (resources, cancellation) => ListAsync(archive, resources, cancellation))
            {
                Parents = (query, cancellation) => FindParentsAsync(archive.ForPlugins, query, cancellation),
                Commitments = commitments,
            },
            permissions,
            outgoing.Create(retrieve.Store),
            MoveJobOptions.Default with { Retrieve = retrieve },
            clock,
            loggers.CreateLogger("Belfry.Services.Retrieve"));
    }

    /// <summary>The options of C-MOVE and C-GET.</summary>
    public static RetrieveOptions OptionsOf(ServerConfiguration configuration) => new()
    {
        MaxIdentifierLength = configuration.Dicom.MaxQueryLength ?? RetrieveOptions.Default.MaxIdentifierLength,
        Store = new StoreScuOptions
        {
            ConnectTimeout = configuration.QueryRetrieve.ScuTimeout ?? Timeout.InfiniteTimeSpan,
            Converts = configuration.QueryRetrieve.Converts,
        },
    };

    private static async ValueTask<(IReadOnlyList<InstanceSource> Instances, int Missing)> ListAsync(
        DicomArchive archive, IReadOnlyList<string> resources, CancellationToken cancellation)
    {
        List<InstanceSource> instances = [];
        var seen = new HashSet<ArchiveId>();
        var missing = 0;
        foreach (var text in resources)
        {
            if (!ArchiveId.TryParse(text, out var id) || await archive.Browser.FindAsync(id, null, cancellation) is not { } resource)
                missing++;
            else if (resource.File is { } file && seen.Add(id))
                instances.Add(archive.SourceOf(file));
            else
                await AddBelowAsync(resource);
        }

        return (instances, missing);

        async ValueTask AddBelowAsync(ArchivedResource resource)
        {
            await foreach (var below in archive.Browser.ListBelowAsync(resource, QueryRetrieveLevel.Image, cancellation))
            {
                if (below.File is { } file && seen.Add(below.Id))
                    instances.Add(archive.SourceOf(file));
            }
        }
    }

    private static async ValueTask<IReadOnlyList<string>> FindParentsAsync(IInstanceArchive archive, RetrieveQuery query, CancellationToken cancellation)
    {
        var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, query.Identifier.GetString(Tags.QueryRetrieveLevel) ?? "" } };
        foreach (var tag in (ReadOnlySpan<DicomTag>)[Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID])
        {
            if (tag == Tags.PatientID || query.Level >= LevelOf(tag))
                keys.Add(tag, [.. query.Identifier.GetStrings(tag)]);
        }

        List<string> parents = [];
        await foreach (var entity in archive.FindAsync(new FindQuery(keys, query.Model, query.Level), cancellation))
            parents.Add(IdOf(entity, query.Level ?? QueryRetrieveLevel.Study).ToString());
        return parents;
    }

    private static QueryRetrieveLevel LevelOf(DicomTag tag) =>
        tag == Tags.StudyInstanceUID ? QueryRetrieveLevel.Study : tag == Tags.SeriesInstanceUID ? QueryRetrieveLevel.Series : QueryRetrieveLevel.Image;

    private static ArchiveId IdOf(DicomDataSet entity, QueryRetrieveLevel level)
    {
        var patient = entity.GetString(Tags.PatientID) ?? "";
        return level switch
        {
            QueryRetrieveLevel.Patient => ArchiveId.OfPatient(patient),
            QueryRetrieveLevel.Study => ArchiveId.OfStudy(patient, UidOf(entity, Tags.StudyInstanceUID)),
            QueryRetrieveLevel.Series => ArchiveId.OfSeries(patient, UidOf(entity, Tags.StudyInstanceUID), UidOf(entity, Tags.SeriesInstanceUID)),
            _ => ArchiveId.OfInstance(
                patient, UidOf(entity, Tags.StudyInstanceUID), UidOf(entity, Tags.SeriesInstanceUID), UidOf(entity, Tags.SOPInstanceUID)),
        };
    }

    private static DicomUid UidOf(DicomDataSet entity, DicomTag tag) => new(entity.GetString(tag) ?? "");
}
