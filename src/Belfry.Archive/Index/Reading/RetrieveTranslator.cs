using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Translates the unique keys of a C-MOVE or C-GET to conditions of SQL (PS3.4 §C.4.2.1.4). Pure.</summary>
internal static class RetrieveTranslator
{
    /// <summary>The conditions, each beginning with AND; tables are p, s, e and i.</summary>
    /// <exception cref="DimseStatusException">
    /// A900H: no level, or none of the model; the unique key of the level is missing; one above it has several values; one below it is there.
    /// </exception>
    public static SqlQuery Translate(RetrieveQuery query)
    {
        if (query.Level is not { } level)
            throw Fault(Tags.QueryRetrieveLevel, "Query/Retrieve Level is missing or unknown");
        if ((query.Model == QueryRetrieveModel.StudyRoot && level == QueryRetrieveLevel.Patient)
            || (query.Model == QueryRetrieveModel.PatientStudyOnly && level > QueryRetrieveLevel.Study))
        {
            throw Fault(Tags.QueryRetrieveLevel, "The model has no such level");
        }

        var sql = new SqlQuery();
        if (query.PatientId is { } patientId)
            sql.Append(" AND p.public_id = ").Value(ArchiveId.OfPatient(patientId.Trim(' ', '\0')).ToBytes());
        else if (level == QueryRetrieveLevel.Patient)
            throw Fault(Tags.PatientID, "The unique key of the level is missing");
        Append(sql, query.StudyInstanceUids, Tags.StudyInstanceUID, "s.uid", level, QueryRetrieveLevel.Study);
        Append(sql, query.SeriesInstanceUids, Tags.SeriesInstanceUID, "e.uid", level, QueryRetrieveLevel.Series);
        Append(sql, query.SopInstanceUids, Tags.SOPInstanceUID, "i.uid", level, QueryRetrieveLevel.Image);
        return sql;
    }

    private static void Append(SqlQuery sql, IReadOnlyList<DicomUid> uids, DicomTag tag, string column, QueryRetrieveLevel level, QueryRetrieveLevel own)
    {
        if (uids.Count == 0 && level == own)
            throw Fault(tag, "The unique key of the level is missing");
        if (uids.Count > 0 && level < own)
            throw Fault(tag, "A key below the level");
        if (uids.Count > 1 && level > own)
            throw Fault(tag, "A key above the level has one value");
        if (uids.Count > 0)
            sql.Append(" AND ").Append(FindTranslator.IsIn(column, [.. uids.Select(static uid => uid.Value)], orOdd: false));
    }

    private static DimseStatusException Fault(DicomTag tag, string comment) => new(new DimseStatus(0xA900), comment, [tag]);
}
