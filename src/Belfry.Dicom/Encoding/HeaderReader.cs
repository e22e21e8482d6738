using System.IO.Compression;

namespace Belfry.Dicom;

/// <summary>Reads what stands before the pixels, and runs over the rest.</summary>
internal static class HeaderReader
{
    private const int FirstBytes = 1024;
    private const long LongestInMemory = 64 * 1024 * 1024;

    public static DataSetHeader Read(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, ReadReport report)
    {
        var encoding = DataSetReader.Declared(bytes.Span, isFinal: true, transferSyntax, report);
        var dataSet = DataSetReader.Read(bytes, encoding, report, new ParseLimits(StopAt: DataSetHeader.End, DropsFileMeta: true), out var end);
        var rest = bytes[end..];
        if (rest.Span.ContainsAnyExcept((byte)0))
            DataSetReader.Read(rest, encoding, report, ParseLimits.Memory, out _);
        return new DataSetHeader(dataSet, StartsWithPixels(rest.Span, encoding) ? end : null);
    }

    /// <summary>Reads the beginning of a data set; null when that does not tell all of it.</summary>
    public static DataSetHeader? ReadBeginning(ReadOnlySpan<byte> beginning, TransferSyntax transferSyntax, ReadReport report, out long length)
    {
        length = 0;
        using var window = new StreamWindow();
        var room = window.FreeSpace.Span;
        beginning = beginning[..Math.Min(beginning.Length, room.Length)];
        beginning.CopyTo(room);
        window.Commit(beginning.Length);
        var encoding = DataSetReader.Declared(window.Bytes, isFinal: false, transferSyntax, report);
        var run = new StreamRun(window, encoding, report, LimitsOf(StreamWindow.LongestValue));
        if (run.Parse() != ParseStep.Done || !StartsWithPixels(window.Bytes, encoding))
            return null;
        if (!ElementHeader.TryRead(window.Bytes, encoding, out var pixels) || pixels.IsUndefined)
            return null;
        length = window.Origin + pixels.Size + pixels.Length;
        return new DataSetHeader(run.Finish(), window.Origin);
    }

    /// <summary>Reads a stream that may be a file.</summary>
    public static DataSetHeader Read(Stream stream, int dataSetOffset, TransferSyntax transferSyntax, ReadReport report)
    {
        using var window = new StreamWindow();
        Fill(stream, window, dataSetOffset + FirstBytes);
        if (window.Bytes.Length < dataSetOffset)
            throw new DicomFormatException("The source ends before the data set", window.Bytes.Length);
        window.Advance(dataSetOffset);
        var file = stream is FileStream named ? new DeferredFile(Path.GetFullPath(named.Name), named.Length, File.GetLastWriteTimeUtc(named.SafeFileHandle)) : null;
        return Read(stream, window, transferSyntax, file, report, isInflated: false);
    }

    /// <summary>Reads a deflated data set, which has to come to its own end: that of its last element may be the place where it was cut.</summary>
    public static DataSetHeader Inflate(Stream stream, ReadReport report)
    {
        var deflated = new EndNotingStream(stream);
        using var inflater = new DeflateStream(deflated, CompressionMode.Decompress, leaveOpen: true);
        using var window = new StreamWindow(report.Options.MaxInflatedBytes);
        try
        {
            Fill(inflater, window, FirstBytes);
            var header = Read(inflater, window, TransferSyntax.DeflatedExplicitVRLittleEndian, null, report, isInflated: true);
            return deflated.WasTooShort ? throw new DicomFormatException("The deflated data set is cut", window.Origin) : header;
        }
        catch (InvalidDataException fault)
        {
            throw new DicomFormatException("The deflated data set is damaged", window.Origin, fault);
        }
    }

    /// <summary>Reads past the beginning of a stream.</summary>
    public static void Pass(Stream stream, long count)
    {
        if (!TryPass(stream, count))
            throw new DicomFormatException("The source ends before the data set", 0);
    }

    private static DataSetHeader Read(
        Stream stream, StreamWindow window, TransferSyntax transferSyntax, DeferredFile? file, ReadReport report, bool isInflated)
    {
        var encoding = DataSetReader.Declared(window.Bytes, window.IsFinal, transferSyntax, report);
        var longest = file is null ? StreamWindow.LongestValue : Math.Min(StreamWindow.LongestValue, report.Options.LargeValueThreshold);
        var dataSet = ReadHeader(stream, window, encoding, file, report, LimitsOf(longest));
        Fill(stream, window, 8);
        var offset = !isInflated && StartsWithPixels(window.Bytes, encoding) ? window.Origin : (long?)null;
        RunOver(stream, window, encoding, report);
        return new DataSetHeader(dataSet, offset);
    }

    private static ParseLimits LimitsOf(int longest) => new(new ValueArena(), longest, longest, StopAt: DataSetHeader.End, DropsFileMeta: true);

    private static DicomDataSet ReadHeader(
        Stream stream, StreamWindow window, DataEncoding encoding, DeferredFile? file, ReadReport report, ParseLimits limits)
    {
        var run = new StreamRun(window, encoding, report, limits);
        for (var step = run.Parse(); step != ParseStep.Done; step = run.Parse())
        {
            if (step == ParseStep.NeedMore)
                window.Commit(stream.Read(window.FreeSpace.Span));
            else if (file is null && run.PendingLength > LongestInMemory)
                throw new DicomFormatException("A value before Pixel Data is too long to be held in memory", window.Origin);
            else
                run.Supply(file is null ? DataSetReader.ReadValue(stream, window, run.PendingLength) : DataSetReader.Defer(stream, window, file, run.PendingLength));
        }

        return run.Finish();
    }

    /// <summary>The structure of the rest, value by value, none of them kept.</summary>
    private static void RunOver(Stream stream, StreamWindow window, DataEncoding encoding, ReadReport report)
    {
        if (window.Bytes.Length < 8)
            return;
        // A fragment costs its place in a list; the number of them is bounded as that of elements is.
        var run = new StreamRun(window, encoding, report, new ParseLimits(new ValueArena(), 1024, 0));
        for (var step = run.Parse(); step != ParseStep.Done; step = run.Parse())
        {
            if (step == ParseStep.NeedMore)
                window.Commit(stream.Read(window.FreeSpace.Span));
            else if (!run.Supply(SkipValue(stream, window, run.PendingLength) ? Array.Empty<byte>() : null))
                return;
        }
    }

    private static bool SkipValue(Stream stream, StreamWindow window, long length)
    {
        var ready = window.Bytes.Length;
        if (length <= ready)
        {
            window.Advance((int)length);
            return true;
        }

        if (!TryPass(stream, length - ready))
            return false;
        window.Skip(length);
        return true;
    }

    private static bool TryPass(Stream stream, long count)
    {
        if (stream.CanSeek)
        {
            if (stream.Length - stream.Position < count)
                return false;
            stream.Seek(count, SeekOrigin.Current);
            return true;
        }

        var scratch = new byte[(int)Math.Min(count, StreamWindow.LongestValue)];
        while (count > 0)
        {
            var read = stream.Read(scratch.AsSpan(0, (int)Math.Min(count, scratch.Length)));
            if (read == 0)
                return false;
            count -= read;
        }

        return true;
    }

    private static void Fill(Stream stream, StreamWindow window, int count)
    {
        while (window.Bytes.Length < count && !window.IsFinal)
            window.Commit(stream.Read(window.FreeSpace.Span));
    }

    private static bool StartsWithPixels(ReadOnlySpan<byte> rest, DataEncoding encoding) =>
        rest.Length >= 8 && ElementHeader.ReadTag(rest, encoding.IsBig) is { Group: 0x7FE0 };
}
