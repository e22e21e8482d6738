namespace Belfry.Dicom;

/// <summary>Who wrote a file or speaks on an association (PS3.7 §D.3.3.2): see decision 0013.</summary>
public static class Implementation
{
    /// <summary>Implementation Class UID, (0002,0012): one UUID-derived UID for all of Belfry (PS3.5 §B.2).</summary>
    public static DicomUid ClassUid { get; } = new("2.25.331893119644148737737783825985473458838");

    /// <summary>Implementation Version Name, (0002,0013): at most 16 characters.</summary>
    public static string VersionName => "BELFRY_0_1_0";
}
