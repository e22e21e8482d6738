namespace Belfry.Dicom;

/// <summary>Attributes whose VR depends on other attributes or on the transfer syntax (PS3.6 §6, column VR).</summary>
internal enum VRChoice : byte
{
    /// <summary>One VR.</summary>
    None = 0,

    /// <summary>By Pixel Representation (0028,0103): US when 0, SS when 1.</summary>
    USOrSS,

    /// <summary>By the transfer syntax and the bits allocated (PS3.5 §8.2, Annex A); OW in Implicit VR.</summary>
    OBOrOW,

    /// <summary>LUT Data: OW, or US when written as numbers.</summary>
    USOrOW,

    /// <summary>Gray Lookup Table Data: as <see cref="USOrSS"/>, or OW.</summary>
    USOrSSOrOW,
}
