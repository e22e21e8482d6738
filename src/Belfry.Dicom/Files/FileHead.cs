namespace Belfry.Dicom;

/// <summary>What stands before the data set: preamble, prefix and file meta information, any of which may be missing (PS3.10 §7.1).</summary>
internal sealed record FileHead(DicomDataSet FileMeta, TransferSyntax TransferSyntax, int End)
{
    public const int PreambleLength = 128;
    private const int PrefixedLength = PreambleLength + 4;

    /// <summary>Reads the head of a file in memory.</summary>
    /// <exception cref="DicomFormatException">Neither a Part 10 file nor a bare data set.</exception>
    public static FileHead Read(ReadOnlyMemory<byte> bytes, ReadReport report)
    {
        var start = FindStart(bytes.Span, isFinal: true, report);
        var meta = new DicomDataSet();
        var end = start;
        if (StartsWithFileMeta(bytes.Span[start..]))
        {
            var encoding = MetaEncoding(bytes.Span[start..], isFinal: true);
            meta = DataSetReader.Read(bytes[start..], encoding, report, ParseLimits.MemoryFileMeta, out var length);
            end += length;
        }

        return Complete(meta, bytes.Span[end..], isFinal: true, end, report);
    }

    /// <summary>Where the file meta information, or a data set without it, begins.</summary>
    public static int FindStart(ReadOnlySpan<byte> window, bool isFinal, ReadReport report)
    {
        if (window.Length >= PrefixedLength && window[PreambleLength..PrefixedLength].SequenceEqual("DICM"u8))
            return PrefixedLength;
        if (window.StartsWith("DICM"u8))
        {
            report.Warn("There is no preamble");
            return 4;
        }

        // A padding byte of the meta information that was cut off.
        if (window is [0 or (byte)' ', ..] && EncodingDetector.Detect(window, isFinal) is null && EncodingDetector.Detect(window[1..], isFinal) is not null)
        {
            report.Warn("There is no preamble, and a byte before the first element");
            return 1;
        }

        if (!StartsWithFileMeta(window) && EncodingDetector.Detect(window, isFinal) is null)
            throw new DicomFormatException("Not DICOM: no prefix, and not the beginning of a data set", 0);
        report.Warn("There is no preamble and no prefix DICM");
        return 0;
    }

    /// <summary>True when an element of group 0002 is next.</summary>
    public static bool StartsWithFileMeta(ReadOnlySpan<byte> window) => window is [0x02, 0x00, ..] and { Length: >= 8 };

    /// <summary>Always Explicit VR Little Endian by PS3.10 §7.1; old writers knew better.</summary>
    public static DataEncoding MetaEncoding(ReadOnlySpan<byte> window, bool isFinal) =>
        EncodingDetector.Choose(window, isFinal, DataEncoding.ExplicitLittle);

    /// <summary>Finds the transfer syntax, from the meta information or the first bytes of the data set.</summary>
    public static FileHead Complete(DicomDataSet meta, ReadOnlySpan<byte> window, bool isFinal, int end, ReadReport report)
    {
        if (meta.Count == 0)
            report.Warn("There is no file meta information");
        else if (!meta.Contains(Tags.FileMetaInformationGroupLength) || !meta.Contains(Tags.MediaStorageSOPClassUID) || !meta.Contains(Tags.MediaStorageSOPInstanceUID))
            report.Warn("The file meta information is not complete");
        if (meta.GetUid(Tags.TransferSyntaxUID) is { } uid)
        {
            if (TransferSyntax.Find(uid) is { } known)
                return new FileHead(meta, known, end);
            // Private transfer syntaxes are mostly encoded like this one, or detection says otherwise.
            report.Warn($"The transfer syntax {uid} is unknown; read as {TransferSyntax.ExplicitVRLittleEndian.Name}");
            var opaque = new TransferSyntax(uid, uid.Value, "unknown", TransferSyntaxFlags.ExplicitVR | TransferSyntaxFlags.Encapsulated);
            return new FileHead(meta, opaque, end);
        }

        var found = EncodingDetector.Detect(window, isFinal) switch
        {
            DataEncoding.ExplicitLittle => TransferSyntax.ExplicitVRLittleEndian,
            DataEncoding.ExplicitBig => TransferSyntax.ExplicitVRBigEndian,
            _ => TransferSyntax.ImplicitVRLittleEndian,
        };
        report.Warn($"There is no transfer syntax; read as {found.Name}");
        return new FileHead(meta, found, end);
    }
}
