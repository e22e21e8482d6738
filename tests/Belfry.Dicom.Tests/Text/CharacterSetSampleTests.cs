using System.Buffers;
using System.Buffers.Binary;
using Belfry.DictionaryGenerator;
using Xunit;

namespace Belfry.Dicom.Tests.Text;

/// <summary>The made-up files of tests/data/charsets and the text that they are meant to hold.</summary>
public sealed class CharacterSetSampleTests
{
    private static string Folder { get; } = Path.Combine(RepositoryTables.Root, "tests", "data", "charsets");

    public static TheoryData<string, string, string> Expectations
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var row in Table.Read(Path.Combine(Folder, "charset-expectations.tsv")))
                data.Add(row["file"], row["tag"], row["text"]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Expectations))]
    [Trait("Section", "PS3.5 6.1.2")]
    public void Decode_ValueOfASample_GivesTheIntendedTextAndBack(string file, string tag, string expected)
    {
        var elements = ReadElements(File.ReadAllBytes(Path.Combine(Folder, file)));
        var set = SpecificCharacterSet.Parse(System.Text.Encoding.ASCII.GetString(elements[Tags.SpecificCharacterSet].Value));
        var (vr, bytes) = elements[DicomTag.Parse(tag)];
        Assert.True(set.IsSupported);
        Assert.Equal(expected, set.Decode(bytes, vr).TrimEnd(' '));

        var output = new ArrayBufferWriter<byte>();
        Assert.Empty(set.Encode(expected, vr, output));
        Assert.Equal(expected, set.Decode(output.WrittenSpan, vr));
    }

    // The samples are Explicit VR Little Endian, flat, with short values up to the text: no need for the reader of data sets here.
    private static Dictionary<DicomTag, (VR VR, byte[] Value)> ReadElements(ReadOnlySpan<byte> file)
    {
        var elements = new Dictionary<DicomTag, (VR, byte[])>();
        for (var rest = file[132..]; rest.Length >= 8;)
        {
            var tag = new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(rest), BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]));
            var vr = Enum.Parse<VR>(System.Text.Encoding.ASCII.GetString(rest[4..6]));
            var header = vr.HasLongLength ? 12 : 8;
            var length = vr.HasLongLength ? BinaryPrimitives.ReadInt32LittleEndian(rest[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(rest[6..]);
            elements[tag] = (vr, rest[header..(header + length)].ToArray());
            rest = rest[(header + length)..];
        }

        return elements;
    }
}
