namespace Belfry.Network;

/// <summary>Source of an A-ABORT (PS3.8 Table 9-26).</summary>
public enum AbortSource : byte
{
    /// <summary>DICOM UL service-user: somebody wanted it. Its reason is not significant.</summary>
    ServiceUser = 0,

    /// <summary>DICOM UL service-provider: the protocol was broken.</summary>
    ServiceProvider = 2,
}
