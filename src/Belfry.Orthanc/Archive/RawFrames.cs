using System.Buffers.Binary;
using System.Globalization;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Archive;

/// <summary>Frames of Pixel Data as they are encoded (PS3.5 §8.2 and Annex A.4).</summary>
internal static class RawFrames
{
    /// <summary>Number of Frames (0028,0008); 1 when it does not say.</summary>
    public static uint CountOf(DicomDataSet dataSet) =>
        uint.TryParse(dataSet.GetString(Tags.NumberOfFrames)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;

    /// <summary>One frame.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="index">From 0.</param>
    /// <exception cref="ServiceException">There is no such frame.</exception>
    public static ReadOnlyMemory<byte> Get(NativeInstance instance, uint index)
    {
        if (instance.PixelData is not { } pixels)
            throw new ServiceException(OrthancErrorCode.InexistentTag, "The instance has no Pixel Data.");
        var dataSet = instance.File.DataSet;
        var count = CountOf(dataSet);
        if (index >= count)
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "There is no such frame.");
        return pixels.IsEncapsulated ? OfFragments(pixels, index, count) : OfPlain(dataSet, pixels.RawValue, index);
    }

    private static ReadOnlyMemory<byte> OfPlain(DicomDataSet dataSet, ReadOnlyMemory<byte> pixels, uint index)
    {
        var bits = NumberOf(dataSet, Tags.Rows) * NumberOf(dataSet, Tags.Columns) * NumberOf(dataSet, Tags.SamplesPerPixel) * NumberOf(dataSet, Tags.BitsAllocated);
        var size = bits / 8;
        var start = size * index;
        return size > 0 && bits % 8 == 0 && start + size <= pixels.Length
            ? pixels.Slice((int)start, (int)size)
            : throw new ServiceException(OrthancErrorCode.CorruptedFile, "Pixel Data is shorter than its frames.");
    }

    private static long NumberOf(DicomDataSet dataSet, DicomTag tag) =>
        dataSet.TryGetElement(tag, out var element) && element.RawValue.Length >= 2
            ? element.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(element.RawValue.Span) : BinaryPrimitives.ReadUInt16BigEndian(element.RawValue.Span)
            : 0;

    // One frame is all fragments; as many frames as fragments have one each; else the Basic Offset Table tells where each begins.
    private static ReadOnlyMemory<byte> OfFragments(DicomElement pixels, uint index, uint count)
    {
        var fragments = pixels.Fragments;
        var offsets = fragments.Count == 0 ? default : fragments[0];
        var data = fragments.Skip(1).ToList();
        if (count == 1)
            return Join(data);
        if (data.Count == count)
            return data[(int)index];
        if (offsets.Length != 4 * (long)count)
            throw new ServiceException(OrthancErrorCode.CorruptedFile, "Nothing tells where the frames of the Pixel Data begin.");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(offsets.Span[(4 * (int)index)..]);
        var end = index + 1 < count ? BinaryPrimitives.ReadUInt32LittleEndian(offsets.Span[(4 * ((int)index + 1))..]) : uint.MaxValue;
        var frame = new List<ReadOnlyMemory<byte>>();
        long at = 0;
        foreach (var fragment in data)
        {
            if (at >= start && at < end)
                frame.Add(fragment);
            at += 8 + fragment.Length;
        }

        return Join(frame);
    }

    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>> fragments)
    {
        if (fragments is [var only])
            return only;
        var frame = new byte[fragments.Sum(static fragment => fragment.Length)];
        var at = 0;
        foreach (var fragment in fragments)
        {
            fragment.CopyTo(frame.AsMemory(at));
            at += fragment.Length;
        }

        return frame;
    }
}
