namespace Belfry.Dicom;

/// <summary>How a data set is put into bytes (PS3.5 §10 and Annex A). One object per registered transfer syntax.</summary>
public sealed class TransferSyntax
{
    private readonly TransferSyntaxFlags _flags;

    internal TransferSyntax(DicomUid uid, string name, string family, TransferSyntaxFlags flags)
    {
        Uid = uid;
        Name = name;
        Family = family;
        _flags = flags;
    }

    /// <summary>Implicit VR Little Endian, the default of the standard (PS3.5 §A.1).</summary>
    public static TransferSyntax ImplicitVRLittleEndian { get; } =
        new(Uids.ImplicitVRLittleEndian, "Implicit VR Little Endian", "uncompressed", TransferSyntaxFlags.None);

    /// <summary>Explicit VR Little Endian (PS3.5 §A.2).</summary>
    public static TransferSyntax ExplicitVRLittleEndian { get; } =
        new(Uids.ExplicitVRLittleEndian, "Explicit VR Little Endian", "uncompressed", TransferSyntaxFlags.ExplicitVR);

    /// <summary>Explicit VR Big Endian, retired (PS3.5 2016b §A.3).</summary>
    public static TransferSyntax ExplicitVRBigEndian { get; } =
        new(Uids.ExplicitVRBigEndian, "Explicit VR Big Endian", "uncompressed", TransferSyntaxFlags.ExplicitVR | TransferSyntaxFlags.BigEndian | TransferSyntaxFlags.Retired);

    /// <summary>Deflated Explicit VR Little Endian (PS3.5 §A.5).</summary>
    public static TransferSyntax DeflatedExplicitVRLittleEndian { get; } =
        new(Uids.DeflatedExplicitVRLittleEndian, "Deflated Explicit VR Little Endian", "deflate (whole data set, RFC 1951)", TransferSyntaxFlags.ExplicitVR | TransferSyntaxFlags.Deflated);

    /// <summary>All registered transfer syntaxes (PS3.6 Table A-1), and the private one of old GE files.</summary>
    public static IReadOnlyList<TransferSyntax> All => TransferSyntaxTable.All;

    /// <summary>The UID of the wire.</summary>
    public DicomUid Uid { get; }

    /// <summary>The name in PS3.6 Annex A.</summary>
    public string Name { get; }

    /// <summary>What the compressed ones have in common, such as <c>JPEG-LS</c>; else <c>uncompressed</c>. For people and for choosing a codec.</summary>
    public string Family { get; }

    /// <summary>True when elements carry their VR.</summary>
    public bool IsExplicitVR => Has(TransferSyntaxFlags.ExplicitVR);

    /// <summary>True for every transfer syntax but Explicit VR Big Endian.</summary>
    public bool IsLittleEndian => !Has(TransferSyntaxFlags.BigEndian);

    /// <summary>True when Pixel Data is a sequence of fragments (PS3.5 §A.4).</summary>
    public bool IsEncapsulated => Has(TransferSyntaxFlags.Encapsulated);

    /// <summary>True when the data set behind the file meta is deflated.</summary>
    public bool IsDeflated => Has(TransferSyntaxFlags.Deflated);

    /// <summary>True when pixel data may have lost information.</summary>
    public bool IsLossy => Has(TransferSyntaxFlags.Lossy);

    /// <summary>True when the standard has retired it.</summary>
    public bool IsRetired => Has(TransferSyntaxFlags.Retired);

    /// <summary>True for the private transfer syntax of old GE files: little endian, but for the words of Pixel Data.</summary>
    public bool HasBigEndianPixelData => Has(TransferSyntaxFlags.BigEndianPixelData);

    /// <summary>False for the two retired ones (MIME, XML) whose data sets are not made of elements as PS3.5 §7 says.</summary>
    public bool HasElements => !Has(TransferSyntaxFlags.NoDataSet);

    /// <summary>The transfer syntax of a UID; null when it is not registered.</summary>
    public static TransferSyntax? Find(DicomUid uid) => TransferSyntaxTable.Find(uid);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private bool Has(TransferSyntaxFlags flag) => (_flags & flag) != 0;
}
