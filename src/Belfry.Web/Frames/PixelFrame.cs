using System.Buffers.Binary;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>One frame of Pixel Data (PS3.5 §8, §A.4). Of one thread.</summary>
internal sealed class PixelFrame
{
    private readonly DicomElement _pixels;
    private readonly int _index;
    private readonly int _count;

    private PixelFrame(DicomDataSet dataSet, DicomElement pixels, int index, int count) => (DataSet, _pixels, _index, _count) = (dataSet, pixels, index, count);

    /// <summary>The instance.</summary>
    public DicomDataSet DataSet { get; }

    /// <summary>True when it is compressed.</summary>
    public bool IsEncapsulated => _pixels.IsEncapsulated;

    /// <summary>The order of bytes.</summary>
    public bool IsLittleEndian => _pixels.IsLittleEndian;

    /// <summary>The frame of a number, from 0.</summary>
    /// <exception cref="RestException">There are no pixels, or no such frame.</exception>
    public static PixelFrame Find(DicomDataSet dataSet, int index)
    {
        if (!dataSet.TryGetElement(Tags.PixelData, out var pixels))
            throw new RestException(RestError.UnknownResource, "The instance has no Pixel Data.");
        var count = dataSet.TryGetInteger(Tags.NumberOfFrames, out var number) && number is > 0 and <= int.MaxValue ? (int)number : 1;
        return index < count
            ? new PixelFrame(dataSet, pixels, index, count)
            : throw new RestException(RestError.OutOfRange, "The instance has no such frame.");
    }

    /// <summary>Its bytes as they are stored.</summary>
    /// <exception cref="RestException">The pixel data do not say where the frame is.</exception>
    public byte[] Read() => IsEncapsulated ? ReadFragments() : ReadNative();

    private byte[] ReadNative()
    {
        var length = _pixels.Length / _count;
        using var stream = _pixels.OpenStream();
        stream.Seek(length * _index, SeekOrigin.Begin);
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // The first item is the offset table; it may be empty, and then each frame is one fragment, unless there is one frame alone.
    private byte[] ReadFragments()
    {
        var fragments = _pixels.FragmentCount - 1;
        if (_count == 1)
            return Concat(1, fragments);
        if (fragments == _count)
            return Concat(1 + _index, 1);
        var offsets = _pixels.GetFragment(0).Span;
        if (offsets.Length != 4 * _count)
            throw new RestException(RestError.NotImplemented, "The pixel data have no offset table, and not one fragment for each frame.");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(offsets[(4 * _index)..]);
        var end = _index + 1 < _count ? BinaryPrimitives.ReadUInt32LittleEndian(offsets[(4 * (_index + 1))..]) : uint.MaxValue;
        var (first, number) = (0, 0);
        long at = 0;
        for (var i = 1; i <= fragments && at < end; i++)
        {
            if (at >= start)
                (first, number) = (first == 0 ? i : first, number + 1);
            at += 8 + _pixels.GetFragment(i).Length;
        }

        return first > 0 ? Concat(first, number) : throw new RestException(RestError.BadFormat, "The offset table names no fragment for the frame.");
    }

    private byte[] Concat(int first, int count)
    {
        using var bytes = new MemoryStream();
        for (var i = first; i < first + count; i++)
            bytes.Write(_pixels.GetFragment(i).Span);
        return bytes.ToArray();
    }
}
