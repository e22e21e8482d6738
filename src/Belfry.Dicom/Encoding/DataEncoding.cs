namespace Belfry.Dicom;

/// <summary>The three ways elements stand in bytes (PS3.5 §7.1, §7.3); everything else of a transfer syntax is around them.</summary>
[Flags]
internal enum DataEncoding : byte
{
    ImplicitLittle = 0,
    Explicit = 1,
    Big = 2,
    ExplicitLittle = Explicit,
    ExplicitBig = Explicit | Big,
}

internal static class DataEncodings
{
    extension(DataEncoding encoding)
    {
        public bool IsExplicit => (encoding & DataEncoding.Explicit) != 0;

        public bool IsBig => (encoding & DataEncoding.Big) != 0;

        public static DataEncoding Of(TransferSyntax transferSyntax) => transferSyntax.IsExplicitVR
            ? transferSyntax.IsLittleEndian ? DataEncoding.ExplicitLittle : DataEncoding.ExplicitBig
            : DataEncoding.ImplicitLittle;
    }
}
