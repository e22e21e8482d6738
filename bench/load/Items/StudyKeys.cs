using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>The queries and retrievals of the harness: what a viewer asks for, as whole requests to be numbered and as tool arguments.</summary>
internal static class StudyKeys
{
    public static NumberedBytes FindByStudyUid() => Find(StudyLevel(studyUid: NumberedBytes.StudyUid));

    public static NumberedBytes FindByPatientId() => Find(StudyLevel(patientId: NumberedBytes.PatientId));

    public static NumberedBytes FindByStudyDate() => Find(StudyLevel(date: $"{NumberedBytes.DateMark}-{NumberedBytes.DateMark}"));

    /// <summary>All images of a series, with no key that would make Orthanc read the files.</summary>
    public static NumberedBytes FindImages() => Find(new ByteWriter()
        .Element(0x0008_0018, "UI", "").Element(0x0008_0052, "CS", "IMAGE")
        .Element(0x0020_000D, "UI", NumberedBytes.StudyUid).Element(0x0020_000E, "UI", NumberedBytes.SeriesUid)
        .Element(0x0020_0013, "IS", ""));

    public static NumberedBytes Move(string destination) => Numbered(
        DicomBytes.StudyRootRequest(DicomBytes.StudyRootMove, RetrieveIdentifier(), destination));

    public static NumberedBytes Get() => Numbered(DicomBytes.StudyRootRequest(DicomBytes.StudyRootGet, RetrieveIdentifier()));

    /// <summary>The keys of a study-level query by UID for findscu.</summary>
    public static IEnumerable<string> FindscuArguments(long study) =>
    [
        "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={NumberedBytes.StudyUidOf(study)}", "-k", "StudyDate", "-k", "StudyTime",
        "-k", "AccessionNumber", "-k", "ReferringPhysicianName", "-k", "StudyDescription", "-k", "PatientName", "-k", "PatientID",
        "-k", "PatientBirthDate", "-k", "PatientSex", "-k", "StudyID",
    ];

    /// <summary>The keys of a study for movescu and getscu.</summary>
    public static IEnumerable<string> RetrieveArguments(long study) =>
        ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={NumberedBytes.StudyUidOf(study)}"];

    /// <summary>An answer as long as those to the queries of studies.</summary>
    public static ByteWriter Answer() => new ByteWriter()
        .Element(0x0008_0005, "CS", "ISO_IR 100").Element(0x0008_0020, "DA", "20260102").Element(0x0008_0030, "TM", "101500").Element(0x0008_0050, "SH", "A000000000001")
        .Element(0x0008_0052, "CS", "STUDY").Element(0x0008_0054, "AE", "ARCHIVE").Element(0x0008_0090, "PN", "Weiss^Elke").Element(0x0008_1030, "LO", "CT Schaedel nativ")
        .Element(0x0010_0010, "PN", "Mueller^Joerg").Element(0x0010_0020, "LO", NumberedBytes.PatientId).Element(0x0010_0030, "DA", "19620203")
        .Element(0x0010_0040, "CS", "M").Element(0x0020_000D, "UI", NumberedBytes.StudyUid).Element(0x0020_0010, "SH", "1");

    private static ByteWriter StudyLevel(string studyUid = "", string patientId = "", string date = "") => new ByteWriter()
        .Element(0x0008_0020, "DA", date).Element(0x0008_0030, "TM", "").Element(0x0008_0050, "SH", "").Element(0x0008_0052, "CS", "STUDY")
        .Element(0x0008_0090, "PN", "").Element(0x0008_1030, "LO", "").Element(0x0010_0010, "PN", "").Element(0x0010_0020, "LO", patientId)
        .Element(0x0010_0030, "DA", "").Element(0x0010_0040, "CS", "").Element(0x0020_000D, "UI", studyUid).Element(0x0020_0010, "SH", "");

    private static ByteWriter RetrieveIdentifier() => new ByteWriter()
        .Element(0x0008_0052, "CS", "STUDY").Element(0x0020_000D, "UI", NumberedBytes.StudyUid);

    private static NumberedBytes Find(ByteWriter identifier) => Numbered(DicomBytes.StudyRootRequest(DicomBytes.StudyRootFind, identifier));

    private static NumberedBytes Numbered(byte[] request) => new(request, request.Length);
}
