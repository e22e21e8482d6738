using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>Statuses of C-FIND (PS3.4 table K.4-1 for worklists, table C.4-1 for Query/Retrieve).</summary>
public static class FindStatus
{
    /// <summary>A700H: refused, out of resources.</summary>
    public static DimseStatus OutOfResources => new(0xA700);

    /// <summary>A900H: the identifier does not match the SOP class.</summary>
    public static DimseStatus IdentifierDoesNotMatchSopClass => new(0xA900);

    /// <summary>C000H: unable to process.</summary>
    public static DimseStatus UnableToProcess => new(0xC000);
}
