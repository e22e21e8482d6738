using System.Globalization;
using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>
/// Writes folders of worklist items as Part 10 files. Item n of N is always the same, so every server sees the same bytes: thirty
/// elements like those of a real modality, text in ISO_IR 100, one scheduled procedure step.
/// </summary>
internal static class WorklistFolder
{
    /// <summary>Called AE title, and for wlmscpfs also the folder's name.</summary>
    public static string AeTitle(int items) => string.Create(CultureInfo.InvariantCulture, $"BENCH{items}");

    /// <summary>The Patient ID of item n.</summary>
    public static string PatientId(int item) => string.Create(CultureInfo.InvariantCulture, $"P{item:D6}");

    /// <summary>Writes the items into PARENT/AETITLE, with the lock file that wlmscpfs asks for.</summary>
    /// <returns>The folder.</returns>
    public static string Create(string parent, int items)
    {
        string folder = Path.Combine(parent, AeTitle(items));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "lockfile"), []);
        for (int item = 1; item <= items; item++)
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"item{item:D6}.wl")), Encode(item));

        return folder;
    }

    /// <summary>The data set of item n in Explicit VR Little Endian.</summary>
    public static byte[] DataSetBytes(int item) => DataSet(item).ToArray();

    private static byte[] Encode(int item)
    {
        ByteWriter meta = new ByteWriter()
            .LittleEndian16(2).LittleEndian16(1).Text("OB").LittleEndian16(0).LittleEndian32(2).Byte(0).Byte(1)
            .Element(0x0002_0002, "UI", "1.2.840.10008.5.1.4.31")
            .Element(0x0002_0003, "UI", Uid(3, item))
            .Element(0x0002_0010, "UI", "1.2.840.10008.1.2.1")
            .Element(0x0002_0012, "UI", "1.2.826.0.1.3680043.10.1337.90");
        return new ByteWriter().Bytes(new byte[128]).Text("DICM")
            .LittleEndian16(2).LittleEndian16(0).Text("UL").LittleEndian16(4).LittleEndian32((uint)meta.Length)
            .Bytes(meta.ToArray()).Bytes(DataSetBytes(item)).ToArray();
    }

    private static ByteWriter DataSet(int item)
    {
        string number = item.ToString("D6", CultureInfo.InvariantCulture);
        string time = string.Create(CultureInfo.InvariantCulture, $"{7 + item % 12:D2}{item % 60:D2}00");
        ByteWriter code = new ByteWriter()
            .Element(0x0008_0100, "SH", "CTHEAD").Element(0x0008_0102, "SH", "99LOCAL").Element(0x0008_0104, "LO", "CT head plain");
        ByteWriter step = new ByteWriter()
            .Element(0x0008_0060, "CS", "CT").Element(0x0032_1070, "LO", "").Element(0x0040_0001, "AE", $"CT{item % 4:D2}")
            .Element(0x0040_0002, "DA", "20260314").Element(0x0040_0003, "TM", time).Element(0x0040_0006, "PN", "B\u00E4r^Tom")
            .Element(0x0040_0007, "LO", "Sch\u00E4del-CT").Sequence(0x0040_0008, code).Element(0x0040_0009, "SH", $"SPS-{number}")
            .Element(0x0040_0010, "SH", "CT-RAUM-1").Element(0x0040_0011, "SH", "R\u00F6ntgen EG").Element(0x0040_0012, "LO", "")
            .Element(0x0040_0020, "CS", "SCHEDULED");
        return new ByteWriter()
            .Element(0x0008_0005, "CS", "ISO_IR 100").Element(0x0008_0050, "SH", $"ACC{number}")
            .Element(0x0008_0090, "PN", "Wei\u00DF^Elke").Sequence(0x0008_1110).Sequence(0x0008_1120)
            .Element(0x0010_0010, "PN", $"M\u00FCller{number}^J\u00F6rg^^Dr.").Element(0x0010_0020, "LO", PatientId(item))
            .Element(0x0010_0030, "DA", "19620203").Element(0x0010_0040, "CS", item % 2 == 0 ? "F" : "M")
            .Element(0x0010_1030, "DS", "72.5").Element(0x0010_2000, "LO", "").Element(0x0010_2110, "LO", "")
            .Element(0x0020_000D, "UI", Uid(2, item)).Element(0x0032_1032, "PN", "Gro\u00DF^Ute")
            .Element(0x0032_1060, "LO", "CT Sch\u00E4del nativ").Element(0x0038_0010, "LO", $"ADM-{number}")
            .Element(0x0038_0050, "LO", "").Element(0x0038_0300, "LO", "").Element(0x0038_0500, "LO", "")
            .Sequence(0x0040_0100, step)
            .Element(0x0040_1001, "SH", $"RP-{number}").Element(0x0040_1003, "SH", "STAT").Element(0x0040_1004, "LO", "")
            .Element(0x0040_3001, "LO", "");
    }

    private static string Uid(int branch, int item) =>
        string.Create(CultureInfo.InvariantCulture, $"1.2.826.0.1.3680043.10.1337.90.{branch}.{item}");
}
