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

    /// <summary>A retrieve that means the instances of an entity.</summary>
    public static RetrieveQuery InstancesOf(DicomDataSet entity, QueryRetrieveLevel level)
    {
        var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, QueryRetrieveLevels.ToText(level) } };
        identifier.Set(Tags.PatientID, entity.GetString(Tags.PatientID) ?? "");
        Copy(entity, identifier, Tags.StudyInstanceUID);
        Copy(entity, identifier, Tags.SeriesInstanceUID);
        Copy(entity, identifier, Tags.SOPInstanceUID);
        return new RetrieveQuery(identifier, QueryRetrieveModel.PatientRoot, level);
    }

    private static void Copy(DicomDataSet from, DicomDataSet to, DicomTag tag)
    {
        if (from.GetString(tag) is { Length: > 0 } value)
            to.Set(tag, value);
    }

    // What says how the query is meant, or what the service itself answers.
    private static bool IsControl(DicomTag tag) =>
        tag.IsGroupLength || tag.IsPrivateCreator || tag.Group < 0x0008 || tag == Tags.SpecificCharacterSet || tag == Tags.QueryRetrieveLevel
        || tag == Tags.RetrieveAETitle || tag == Tags.InstanceAvailability || tag == Tags.TimezoneOffsetFromUTC || tag == Tags.QueryRetrieveView
        || tag == Tags.StorageMediaFileSetID || tag == Tags.StorageMediaFileSetUID;
}
