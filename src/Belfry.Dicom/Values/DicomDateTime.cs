namespace Belfry.Dicom;

/// <summary>A DT value (PS3.5 §6.2) with its precision: what was not given is absent, not zero.</summary>
/// <param name="Value">The first instant of the interval that the value names; missing parts are their smallest value.</param>
/// <param name="Offset">The offset from UTC, if given.</param>
/// <param name="Digits">How many digits of YYYYMMDDHHMMSSFFFFFF were given: the precision.</param>
public readonly record struct DicomDateTime(DateTime Value, TimeSpan? Offset, int Digits)
{
    /// <summary>Reads a DT value.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomDateTime value) => throw new NotSupportedException();

    /// <summary>The form of the standard, in its precision.</summary>
    public override string ToString() => throw new NotSupportedException();
}
