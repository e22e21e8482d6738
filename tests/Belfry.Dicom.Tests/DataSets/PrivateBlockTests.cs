using System.Buffers.Binary;
using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

/// <summary>Who reserved a private block (PS3.5 §7.8.1) is looked for once per block, in bounded work whatever the tags are.</summary>
[Trait("Section", "PS3.5 7.8.1")]
public sealed class PrivateBlockTests
{
    private const int Count = 50_000;

    [Fact]
    public void Parse_EachElementInABlockOfItsOwn_LooksAtFewOthers()
    {
        // 200 blocks in each of 250 groups, none of them reserved.
        var bytes = Elements(Enumerable.Range(0, Count).Select(i => Private(0x0009 + (2 * (i / 200)), 0x1000 + (0x100 * (i % 200)))));
        var (dataSet, steps) = Parse(bytes);
        Assert.Equal(Count, dataSet.Count);
        Assert.InRange(steps, Count, Count * 17);
    }

    [Fact]
    public void Parse_BlocksInNoOrder_GivesUpInTime()
    {
        var bytes = Elements(Enumerable.Range(0, Count).Select(i => Private(0x0009 + (2 * ((Count - 1 - i) / 200)), 0x1000 + (0x100 * (i % 200)))));
        var (dataSet, steps) = Parse(bytes);
        Assert.Equal(Count, dataSet.Count);
        Assert.Equal(DataSetParser.MostCreatorSteps, steps);
    }

    [Fact]
    public void Parse_TagsOutOfOrder_StillFindsTheCreator()
    {
        var creator = (new DicomTag(0x0029, 0x0010), "SIEMENS CSA HEADER"u8.ToArray());
        var bytes = Elements([(Tags.PatientID, "A "u8.ToArray()), (Tags.Modality, "CT"u8.ToArray()), creator, (Private(0x0029, 0x1010), "1 "u8.ToArray())]);
        var (dataSet, steps) = Parse(bytes);
        Assert.True(dataSet.TryGetElement(Private(0x0029, 0x1010), out var element));
        Assert.Equal(VR.OB, element.VR);
        Assert.Equal(1, steps);
    }

    private static DicomTag Private(int group, int element) => new((ushort)group, (ushort)element);

    private static (DicomDataSet DataSet, int CreatorSteps) Parse(byte[] bytes)
    {
        var parser = new DataSetParser();
        var dataSet = parser.Begin(new DataSetSource(bytes), DataEncoding.ImplicitLittle, new ReadReport(DicomReadOptions.Default), ParseLimits.Memory);
        var position = 0;
        Assert.Equal(ParseStep.Done, parser.Run(bytes, 0, isFinal: true, ref position));
        return (dataSet, parser.CreatorSteps);
    }

    private static byte[] Elements(IEnumerable<DicomTag> tags) => Elements(tags.Select(static tag => (tag, "A "u8.ToArray())));

    private static byte[] Elements(IEnumerable<(DicomTag Tag, byte[] Value)> elements)
    {
        using var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[8];
        foreach (var (tag, value) in elements)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], value.Length);
            bytes.Write(header);
            bytes.Write(value);
        }

        return bytes.ToArray();
    }
}
