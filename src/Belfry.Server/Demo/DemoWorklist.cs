using Belfry.Dicom;

namespace Belfry.Server.Demo;

/// <summary>The worklist of the demonstration: invented items for today and tomorrow, written as files that the folder worklist serves.</summary>
internal static class DemoWorklist
{
    private static readonly Item[] _items =
    [
        new("Demo^Patient One", "DEMO-0001", "F", "CT", "CT1", "CT of the chest", 8, 0),
        new("Demo^Patient Two", "DEMO-0002", "M", "MR", "MR1", "MR of the knee", 9, 0),
        new("Demo^Patient Three", "DEMO-0003", "O", "US", "US1", "Ultrasound of the abdomen", 10, 0),
        new("Demo^Pâtient Quatre", "DEMO-0004", "F", "CR", "CR1", "Radiograph of the hand", 11, 0),
        new("Demo^Patient Five", "DEMO-0005", "M", "CT", "CT1", "CT of the head", 8, 1),
    ];

    /// <summary>Makes the items, with dates from today on.</summary>
    public static IEnumerable<DicomDataSet> Create(DateOnly today, IUidGenerator uids) =>
        _items.Select((item, index) => Create(item, index + 1, today.AddDays(item.Day), uids));

    /// <summary>Writes the items into a folder.</summary>
    public static void Write(string folder, DateOnly today, IUidGenerator uids)
    {
        var number = 0;
        foreach (var item in Create(today, uids))
            File.WriteAllBytes(Path.Combine(folder, $"demo-{++number}.wl"), new DicomFile(item, TransferSyntax.ExplicitVRLittleEndian).ToBytes());
    }

    private static DicomDataSet Create(Item item, int number, DateOnly day, IUidGenerator uids) =>
        new()
        {
            { Tags.SpecificCharacterSet, "ISO_IR 192" },
            { Tags.SOPClassUID, Uids.ModalityWorklistInformationModelFind },
            { Tags.SOPInstanceUID, uids.Next() },
            { Tags.AccessionNumber, $"DEMO-A{number:D3}" },
            { Tags.ReferringPhysicianName, "Demo^Referrer" },
            { Tags.PatientName, item.Name },
            { Tags.PatientID, item.Id },
            { Tags.PatientBirthDate, new DateOnly(1900 + number, 1, 1) },
            { Tags.PatientSex, item.Sex },
            { Tags.StudyInstanceUID, uids.Next() },
            { Tags.RequestedProcedureDescription, item.What },
            {
                Tags.ScheduledProcedureStepSequence, new DicomDataSet
                {
                    { Tags.Modality, item.Modality },
                    { Tags.ScheduledStationAETitle, item.Station },
                    { Tags.ScheduledProcedureStepStartDate, day },
                    { Tags.ScheduledProcedureStepStartTime, new TimeOnly(item.Hour, 30) },
                    { Tags.ScheduledPerformingPhysicianName, "Demo^Performer" },
                    { Tags.ScheduledProcedureStepDescription, item.What },
                    { Tags.ScheduledProcedureStepID, $"DEMO-S{number:D3}" },
                }
            },
            { Tags.RequestedProcedureID, $"DEMO-R{number:D3}" },
            { Tags.RequestedProcedurePriority, "ROUTINE" },
        };

    private sealed record Item(string Name, string Id, string Sex, string Modality, string Station, string What, int Hour, int Day);
}
