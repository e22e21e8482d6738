using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>Statuses of C-STORE (PS3.4 table B.2-1).</summary>
public static class StoreStatus
{
    /// <summary>A700H: refused, out of resources. The sender may try again later.</summary>
    public static DimseStatus OutOfResources => new(0xA700);

    /// <summary>A900H: the data set does not match the SOP class, or not the SOP instance of the command.</summary>
    public static DimseStatus DataSetDoesNotMatchSopClass => new(0xA900);

    /// <summary>C000H: cannot understand.</summary>
    public static DimseStatus CannotUnderstand => new(0xC000);

    /// <summary>B000H: stored, with data elements coerced.</summary>
    public static DimseStatus CoercionOfDataElements => new(0xB000);

    /// <summary>B006H: stored, with elements discarded.</summary>
    public static DimseStatus ElementsDiscarded => new(0xB006);

    /// <summary>B007H: stored, though the data set does not match the SOP class.</summary>
    public static DimseStatus StoredThoughDataSetDoesNotMatch => new(0xB007);
}
