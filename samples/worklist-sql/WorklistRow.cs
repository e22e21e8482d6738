using System.Data.Common;
using Belfry.Dicom;

namespace WorklistSql;

/// <summary>A row of the table as an item of the worklist (PS3.4 table K.6-1), with all that is known: the server returns what was asked for.</summary>
internal static class WorklistRow
{
    /// <param name="row">A reader on a row, with the columns in the order of the table.</param>
    public static DicomDataSet ToItem(DbDataReader row)
    {
        var step = new DicomDataSet();
        Set(step, Tags.ScheduledProcedureStepID, row, 9);
        Set(step, Tags.ScheduledProcedureStepDescription, row, 10);
        Set(step, Tags.Modality, row, 11);
        Set(step, Tags.ScheduledStationAETitle, row, 12);
        Set(step, Tags.ScheduledPerformingPhysicianName, row, 13);
        step.Set(Tags.ScheduledProcedureStepStartDate, row.GetFieldValue<DateOnly>(14));
        step.Set(Tags.ScheduledProcedureStepStartTime, row.GetFieldValue<TimeOnly>(15));

        // UTF-8; the answer goes out in a character set that the peer asks for, if it holds the text.
        var item = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" }, { Tags.ScheduledProcedureStepSequence, step } };
        Set(item, Tags.AccessionNumber, row, 0);
        Set(item, Tags.PatientID, row, 1);
        Set(item, Tags.PatientName, row, 2);
        if (!row.IsDBNull(3))
            item.Set(Tags.PatientBirthDate, row.GetFieldValue<DateOnly>(3));
        Set(item, Tags.PatientSex, row, 4);
        Set(item, Tags.ReferringPhysicianName, row, 5);
        Set(item, Tags.StudyInstanceUID, row, 6);
        Set(item, Tags.RequestedProcedureID, row, 7);
        Set(item, Tags.RequestedProcedureDescription, row, 8);
        return item;
    }

    private static void Set(DicomDataSet dataSet, DicomTag tag, DbDataReader row, int column)
    {
        if (!row.IsDBNull(column) && row.GetString(column) is { Length: > 0 } text)
            dataSet.Set(tag, text);
    }
}
