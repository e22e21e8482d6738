namespace Belfry.Network;

/// <summary>Source of an A-ASSOCIATE-RJ (PS3.8 Table 9-21).</summary>
public enum RejectSource : byte
{
    /// <summary>DICOM UL service-user.</summary>
    ServiceUser = 1,

    /// <summary>DICOM UL service-provider (ACSE related function).</summary>
    Acse = 2,

    /// <summary>DICOM UL service-provider (Presentation related function).</summary>
    Presentation = 3,
}
