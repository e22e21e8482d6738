using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Checks that an identifier fits its model and level (PS3.4 §C.4.1.2.1, §C.4.2.2.1): the one place for it, for C-FIND, C-MOVE and C-GET.</summary>
internal static class QueryRetrieveIdentifier
{
    private static readonly DicomTag[] s_uniqueKeys = [Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID];

    /// <summary>The unique key of a level (PS3.4 §C.6.1.1).</summary>
    public static DicomTag UniqueKeyOf(QueryRetrieveLevel level) => s_uniqueKeys[(int)level];

    /// <summary>Throws when the identifier does not fit.</summary>
    /// <param name="identifier">The keys.</param>
    /// <param name="model">The information model.</param>
    /// <param name="level">The level; null when there is none that is known.</param>
    /// <param name="isRelational">True when the unique keys above the level may be missing.</param>
    /// <exception cref="DimseStatusException">A900H.</exception>
    public static void Check(DicomDataSet identifier, QueryRetrieveModel model, QueryRetrieveLevel? level, bool isRelational)
    {
        if (level is not { } known)
            throw Fault("Query/Retrieve Level is missing or unknown", Tags.QueryRetrieveLevel);
        if (!model.Has(known))
            throw Fault("The information model has no such level", Tags.QueryRetrieveLevel);
        if (isRelational)
            return;
        for (var above = model == QueryRetrieveModel.StudyRoot ? QueryRetrieveLevel.Study : QueryRetrieveLevel.Patient; above < known; above++)
        {
            var key = UniqueKeyOf(above);
            var value = identifier.GetString(key);
            if (string.IsNullOrEmpty(value) || value.AsSpan().ContainsAny("*?\\"))
                throw Fault("One value of this unique key is needed at this level", key);
        }
    }

    private static DimseStatusException Fault(string comment, DicomTag tag) =>
        new(FindStatus.IdentifierDoesNotMatchSopClass, comment, [tag]);
}
