using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What a query needs beyond the index. Made once for a query; immutable.</summary>
internal sealed class ArchiveFindPlan
{
    private ArchiveFindPlan(QueryRetrieveLevel level, DataSetMatcher indexMatcher)
    {
        Level = level;
        IndexMatcher = indexMatcher;
    }

    /// <summary>The level of the answers.</summary>
    public QueryRetrieveLevel Level { get; }

    /// <summary>The conditions that the index can decide.</summary>
    public DataSetMatcher IndexMatcher { get; }

    /// <summary>True when a key asks for an attribute that only files have.</summary>
    public bool NeedsFile { get; private init; }

    /// <summary>True when such a key sets a condition.</summary>
    public bool MatchesFile { get; private init; }

    /// <summary>True when Instance Availability (0008,0056) is asked for.</summary>
    public bool WantsAvailability { get; private init; }

    public static ArchiveFindPlan Make(FindQuery query, IArchiveIndex index, StorageAccess access)
    {
        // A query without a level reaches only handlers that ask for such.
        var level = query.Level ?? QueryRetrieveLevel.Image;
        var keys = query.Identifier.Clone();
        var isPartial = false;
        foreach (var element in query.Identifier)
        {
            if (IsControl(element.Tag) || index.HasAttribute(level, element.Tag))
                continue;
            isPartial = true;
            keys.Remove(element.Tag);
        }

        var indexMatcher = isPartial ? DataSetMatcher.Compile(keys, query.Policy) : query.Matcher;
        return new ArchiveFindPlan(level, indexMatcher)
        {
            NeedsFile = isPartial && access != StorageAccess.Never,
            MatchesFile = isPartial && access == StorageAccess.Always,
            WantsAvailability = query.Identifier.Contains(Tags.InstanceAvailability),
        };
    }

    /// <summary>The identifier of an entity of the index.</summary>
    public static ArchiveId IdOf(DicomDataSet entity, QueryRetrieveLevel level)
    {
        var patient = (entity.GetString(Tags.PatientID) ?? "").Trim(' ', '\0');
        return level switch
        {
            QueryRetrieveLevel.Patient => ArchiveId.OfPatient(patient),
            QueryRetrieveLevel.Study => ArchiveId.OfStudy(patient, UidOf(Tags.StudyInstanceUID)),
            QueryRetrieveLevel.Series => ArchiveId.OfSeries(patient, UidOf(Tags.StudyInstanceUID), UidOf(Tags.SeriesInstanceUID)),
            _ => ArchiveId.OfInstance(patient, UidOf(Tags.StudyInstanceUID), UidOf(Tags.SeriesInstanceUID), UidOf(Tags.SOPInstanceUID)),
        };

        DicomUid UidOf(DicomTag tag) => entity.GetUid(tag) ?? default;
    }

    // What says how the query is meant, or what the service itself answers.
    private static bool IsControl(DicomTag tag) =>
        tag.IsGroupLength || tag.IsPrivateCreator || tag.Group < 0x0008 || tag == Tags.SpecificCharacterSet || tag == Tags.QueryRetrieveLevel
        || tag == Tags.RetrieveAETitle || tag == Tags.InstanceAvailability || tag == Tags.TimezoneOffsetFromUTC || tag == Tags.QueryRetrieveView
        || tag == Tags.StorageMediaFileSetID || tag == Tags.StorageMediaFileSetUID;
}
