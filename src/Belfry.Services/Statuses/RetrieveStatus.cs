using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>Statuses of C-MOVE and C-GET (PS3.4 tables C.4-2 and C.4-3).</summary>
public static class RetrieveStatus
{
    /// <summary>A701H: refused, out of resources: unable to calculate the number of matches.</summary>
    public static DimseStatus UnableToCalculateMatches => new(0xA701);

    /// <summary>A702H: refused, out of resources: unable to perform sub-operations. Also the end of a retrieve of which nothing succeeded.</summary>
    public static DimseStatus UnableToPerformSuboperations => new(0xA702);

    /// <summary>A801H: refused, the Move Destination is unknown. C-MOVE only.</summary>
    public static DimseStatus MoveDestinationUnknown => new(0xA801);

    /// <summary>A900H: the identifier does not match the SOP class.</summary>
    public static DimseStatus IdentifierDoesNotMatchSopClass => new(0xA900);

    /// <summary>B000H: sub-operations complete, one or more failures or warnings.</summary>
    public static DimseStatus SomeFailed => new(0xB000);

    /// <summary>C000H: unable to process.</summary>
    public static DimseStatus UnableToProcess => new(0xC000);
}
