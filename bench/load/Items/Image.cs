using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>
/// A CT image with some forty elements as a modality writes them, in Explicit VR Little Endian, as C-STORE request and as Part 10
/// file. Its pixels are noise, always the same.
/// </summary>
internal static class Image
{
    /// <summary>Bytes of a data set without its pixels, roughly; every place to be numbered lies within.</summary>
    private const int LongestHead = 2048;

    /// <summary>A C-STORE-RQ (PS3.7 §9.3.1.1) in whole PDUs: one with the command, as many as the peer's limit asks for with the data.</summary>
    /// <param name="pixelBytes">Length of the pixel data, a power of two from 4 KiB.</param>
    /// <param name="longestPdu">As the peer said.</param>
    public static NumberedBytes StoreRequest(int pixelBytes, int longestPdu)
    {
        byte[] bytes = WholePdus.Of(Command(), DataSet(pixelBytes), longestPdu);
        return new NumberedBytes(bytes, Math.Min(bytes.Length, 512 + LongestHead));
    }

    /// <summary>The same image as Part 10 file.</summary>
    public static NumberedBytes File(int pixelBytes)
    {
        byte[] bytes = [.. FileMeta(), .. DataSet(pixelBytes)];
        return new NumberedBytes(bytes, Math.Min(bytes.Length, 512 + LongestHead));
    }

    /// <summary>A Part 10 file up to its pixels, which follow in the length that is told here.</summary>
    public static NumberedBytes FileHead(int rows, int columns, uint pixelBytes)
    {
        byte[] bytes = [.. FileMeta(), .. Head(rows, columns, pixelBytes)];
        return new NumberedBytes(bytes, bytes.Length);
    }

    /// <summary>The command of a C-STORE-RQ.</summary>
    public static byte[] Command() => DicomBytes.WithLength(
        new ByteWriter().CommandUid(0x0000_0002, DicomBytes.ImageStorage).Command16(0x0000_0100, 0x0001)
            .Command16(0x0000_0110, 1).Command16(0x0000_0700, 0).Command16(0x0000_0800, 0x0102)
            .CommandUid(0x0000_1000, NumberedBytes.InstanceUid));

    /// <summary>All elements in front of the pixels, and the header of the pixel data (OW).</summary>
    public static byte[] Head(int rows, int columns, uint pixelBytes) => new ByteWriter()
        .Element(0x0008_0005, "CS", "ISO_IR 100").Element(0x0008_0008, "CS", @"ORIGINAL\PRIMARY\AXIAL")
        .Element(0x0008_0016, "UI", DicomBytes.ImageStorage).Element(0x0008_0018, "UI", NumberedBytes.InstanceUid)
        .Element(0x0008_0020, "DA", NumberedBytes.DateMark).Element(0x0008_0021, "DA", NumberedBytes.DateMark)
        .Element(0x0008_0023, "DA", NumberedBytes.DateMark).Element(0x0008_0030, "TM", "101500").Element(0x0008_0031, "TM", "101622")
        .Element(0x0008_0050, "SH", $"A{NumberedBytes.StudyMark}").Element(0x0008_0060, "CS", "CT")
        .Element(0x0008_0070, "LO", "Beispiel").Element(0x0008_0080, "LO", "Krankenhaus am R\u00F6merplatz")
        .Element(0x0008_0090, "PN", "Wei\u00DF^Elke").Element(0x0008_1010, "SH", "CT01").Element(0x0008_1030, "LO", "CT Sch\u00E4del nativ")
        .Element(0x0008_103E, "LO", "Axial 5 mm").Element(0x0010_0010, "PN", "M\u00FCller^J\u00F6rg")
        .Element(0x0010_0020, "LO", NumberedBytes.PatientId).Element(0x0010_0030, "DA", "19620203").Element(0x0010_0040, "CS", "M")
        .Element(0x0018_0015, "CS", "HEAD").Element(0x0018_0050, "DS", "5").Element(0x0018_0060, "DS", "120")
        .Element(0x0018_1030, "LO", "Kopf Routine").Element(0x0018_5100, "CS", "HFS").Element(0x0020_000D, "UI", NumberedBytes.StudyUid)
        .Element(0x0020_000E, "UI", NumberedBytes.SeriesUid).Element(0x0020_0010, "SH", "1").Element(0x0020_0011, "IS", "2")
        .Element(0x0020_0013, "IS", "1").Element(0x0020_0032, "DS", @"-125\-125\40").Element(0x0020_0037, "DS", @"1\0\0\0\1\0")
        .Element(0x0020_0052, "UI", $"{NumberedBytes.SeriesUid}.1")
        .Number(0x0028_0002, 1).Element(0x0028_0004, "CS", "MONOCHROME2").Number(0x0028_0010, rows).Number(0x0028_0011, columns)
        .Element(0x0028_0030, "DS", @"0.488\0.488").Number(0x0028_0100, 16).Number(0x0028_0101, 16).Number(0x0028_0102, 15)
        .Number(0x0028_0103, 0).Element(0x0028_1050, "DS", "40").Element(0x0028_1051, "DS", "80")
        .LittleEndian16(0x7FE0).LittleEndian16(0x0010).Text("OW").LittleEndian16(0).LittleEndian32(pixelBytes)
        .ToArray();

    private static byte[] FileMeta()
    {
        ByteWriter meta = new ByteWriter()
            .LittleEndian16(2).LittleEndian16(1).Text("OB").LittleEndian16(0).LittleEndian32(2).Byte(0).Byte(1)
            .Element(0x0002_0002, "UI", DicomBytes.ImageStorage)
            .Element(0x0002_0003, "UI", NumberedBytes.InstanceUid)
            .Element(0x0002_0010, "UI", DicomBytes.ExplicitLittleEndian)
            .Element(0x0002_0012, "UI", "1.2.826.0.1.3680043.10.1337.90");
        return new ByteWriter().Bytes(new byte[128]).Text("DICM")
            .LittleEndian16(2).LittleEndian16(0).Text("UL").LittleEndian16(4).LittleEndian32((uint)meta.Length)
            .Bytes(meta.ToArray()).ToArray();
    }

    private static byte[] DataSet(int pixelBytes)
    {
        int rows = pixelBytes switch { <= 8192 => 32, <= 65536 => 128, _ => 512 };
        byte[] pixels = new byte[pixelBytes];
        new Random(1).NextBytes(pixels);
        return [.. Head(rows, pixelBytes / 2 / rows, (uint)pixelBytes), .. pixels];
    }
}
