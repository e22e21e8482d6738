namespace Belfry.Dicom;

/// <summary>What a DIMSE status means for the operation (PS3.7 Annex C).</summary>
public enum DimseStatusClass
{
    /// <summary>0000H.</summary>
    Success,

    /// <summary>FF00H and FF01H: more responses follow.</summary>
    Pending,

    /// <summary>FE00H: ended by C-CANCEL.</summary>
    Cancel,

    /// <summary>0001H, 0107H, 0116H, Bxxx: done, with a reservation.</summary>
    Warning,

    /// <summary>Everything else: not done.</summary>
    Failure,
}

/// <summary>The status (0000,0900) of a DIMSE response (PS3.7 Annex C). Service class codes live with each service class.</summary>
/// <param name="Code">The 16-bit code of the wire.</param>
public readonly record struct DimseStatus(ushort Code)
{
    /// <summary>0000H.</summary>
    public static DimseStatus Success => new(0x0000);

    /// <summary>FF00H: matches continue, all optional keys supported.</summary>
    public static DimseStatus Pending => new(0xFF00);

    /// <summary>FF01H: matches continue, one or more optional keys not supported.</summary>
    public static DimseStatus PendingWithUnsupportedKeys => new(0xFF01);

    /// <summary>FE00H: ended by C-CANCEL.</summary>
    public static DimseStatus Cancel => new(0xFE00);

    /// <summary>The class that the code belongs to.</summary>
    public DimseStatusClass Class => Code switch
    {
        0x0000 => DimseStatusClass.Success,
        0xFF00 or 0xFF01 => DimseStatusClass.Pending,
        0xFE00 => DimseStatusClass.Cancel,
        0x0001 or 0x0107 or 0x0116 or (>= 0xB000 and <= 0xBFFF) => DimseStatusClass.Warning,
        _ => DimseStatusClass.Failure,
    };

    /// <summary>True for FF00H and FF01H.</summary>
    public bool IsPending => Class == DimseStatusClass.Pending;

    /// <summary>Four hexadecimal digits and H, as the standard writes it.</summary>
    public override string ToString() => $"{Code:X4}H";
}
