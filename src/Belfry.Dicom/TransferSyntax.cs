namespace Belfry.Dicom;

/// <summary>How a data set is put into bytes (PS3.5 §10 and Annex A). One object per registered transfer syntax.</summary>
public sealed class TransferSyntax
{
    internal TransferSyntax(DicomUid uid, string name, bool isExplicitVR, bool isLittleEndian, bool isEncapsulated, bool isDeflated, bool isLossy = false, bool isRetired = false)
    {
        Uid = uid;
        Name = name;
        IsExplicitVR = isExplicitVR;
        IsLittleEndian = isLittleEndian;
        IsEncapsulated = isEncapsulated;
        IsDeflated = isDeflated;
        IsLossy = isLossy;
        IsRetired = isRetired;
    }

    /// <summary>Implicit VR Little Endian, the default of the standard (PS3.5 §A.1).</summary>
    public static TransferSyntax ImplicitVRLittleEndian { get; } = new(Uids.ImplicitVRLittleEndian, "Implicit VR Little Endian", false, true, false, false);

    /// <summary>Explicit VR Little Endian (PS3.5 §A.2).</summary>
    public static TransferSyntax ExplicitVRLittleEndian { get; } = new(Uids.ExplicitVRLittleEndian, "Explicit VR Little Endian", true, true, false, false);

    /// <summary>Explicit VR Big Endian, retired (PS3.5 2016b §A.3).</summary>
    public static TransferSyntax ExplicitVRBigEndian { get; } = new(Uids.ExplicitVRBigEndian, "Explicit VR Big Endian", true, false, false, false, isRetired: true);

    /// <summary>Deflated Explicit VR Little Endian (PS3.5 §A.5).</summary>
    public static TransferSyntax DeflatedExplicitVRLittleEndian { get; } =
        new(Uids.DeflatedExplicitVRLittleEndian, "Deflated Explicit VR Little Endian", true, true, false, true);

    /// <summary>The UID of the wire.</summary>
    public DicomUid Uid { get; }

    /// <summary>The name in PS3.6 Annex A.</summary>
    public string Name { get; }

    /// <summary>True when elements carry their VR.</summary>
    public bool IsExplicitVR { get; }

    /// <summary>True for every transfer syntax but Explicit VR Big Endian.</summary>
    public bool IsLittleEndian { get; }

    /// <summary>True when Pixel Data is a sequence of fragments (PS3.5 §A.4).</summary>
    public bool IsEncapsulated { get; }

    /// <summary>True when the data set behind the file meta is deflated.</summary>
    public bool IsDeflated { get; }

    /// <summary>True when pixel data may have lost information.</summary>
    public bool IsLossy { get; }

    /// <summary>True when the standard has retired it.</summary>
    public bool IsRetired { get; }

    /// <summary>The transfer syntax of a UID; null when it is not registered.</summary>
    public static TransferSyntax? Find(DicomUid uid) => TransferSyntaxTable.Find(uid);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
