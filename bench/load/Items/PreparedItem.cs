using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>The one item that <c>samples/worklist-hello</c> answers with, for the plugin in C that does the same.</summary>
internal static class PreparedItem
{
    /// <summary>Called AE title of the servers that have it.</summary>
    public const string AeTitle = "BENCHPLUGIN";

    /// <summary>Its three keys, without values.</summary>
    public static ByteWriter Keys() => Elements("", "", "");

    /// <summary>Writes it as a Part 10 file.</summary>
    public static void Write(string path)
    {
        ByteWriter meta = new ByteWriter()
            .LittleEndian16(2).LittleEndian16(1).Text("OB").LittleEndian16(0).LittleEndian32(2).Byte(0).Byte(1)
            .Element(0x0002_0002, "UI", "1.2.840.10008.5.1.4.31")
            .Element(0x0002_0003, "UI", "1.2.826.0.1.3680043.10.1337.91")
            .Element(0x0002_0010, "UI", "1.2.840.10008.1.2.1")
            .Element(0x0002_0012, "UI", "1.2.826.0.1.3680043.10.1337.90");
        File.WriteAllBytes(path, new ByteWriter().Bytes(new byte[128]).Text("DICM")
            .LittleEndian16(2).LittleEndian16(0).Text("UL").LittleEndian16(4).LittleEndian32((uint)meta.Length)
            .Bytes(meta.ToArray()).Bytes(Elements("HELLO", "Hello^World", "HELLO-1").ToArray()).ToArray());
    }

    private static ByteWriter Elements(string number, string name, string id) => new ByteWriter()
        .Element(0x0008_0050, "SH", number).Element(0x0010_0010, "PN", name).Element(0x0010_0020, "LO", id);
}
