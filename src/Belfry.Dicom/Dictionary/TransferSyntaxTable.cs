namespace Belfry.Dicom;

/// <summary>One object per registered transfer syntax (PS3.6 Table A-1), and the private one of old GE files.</summary>
internal static partial class TransferSyntaxTable
{
    /// <summary>All of them, in the order of the standard.</summary>
    public static IReadOnlyList<TransferSyntax> All => Rows.All;

    public static TransferSyntax? Find(DicomUid uid)
    {
        // Nearly every association and file uses one of these; the table is not even made for them.
        var value = uid.Value;
        if (value == TransferSyntax.ExplicitVRLittleEndian.Uid.Value)
            return TransferSyntax.ExplicitVRLittleEndian;
        if (value == TransferSyntax.ImplicitVRLittleEndian.Uid.Value)
            return TransferSyntax.ImplicitVRLittleEndian;
        return Rows.ByUid.GetValueOrDefault(value);
    }

    private static TransferSyntax Row(string uid, string name, string family, TransferSyntaxFlags flags) => uid switch
    {
        "1.2.840.10008.1.2" => TransferSyntax.ImplicitVRLittleEndian,
        "1.2.840.10008.1.2.1" => TransferSyntax.ExplicitVRLittleEndian,
        "1.2.840.10008.1.2.2" => TransferSyntax.ExplicitVRBigEndian,
        "1.2.840.10008.1.2.1.99" => TransferSyntax.DeflatedExplicitVRLittleEndian,
        _ => new TransferSyntax(new DicomUid(uid), name, family, flags),
    };

    private static class Rows
    {
        public static readonly TransferSyntax[] All = MakeRows();

        public static readonly Dictionary<string, TransferSyntax> ByUid = All.ToDictionary(row => row.Uid.Value, StringComparer.Ordinal);
    }
}
