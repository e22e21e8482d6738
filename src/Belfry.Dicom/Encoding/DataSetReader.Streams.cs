using System.IO.Compression;

namespace Belfry.Dicom;

/// <content>Streams: the same steps twice, once waiting and once not.</content>
internal static partial class DataSetReader
{
    public static async ValueTask<DicomDataSet> ReadAsync(
        Stream stream,
        TransferSyntax transferSyntax,
        ReadReport report,
        CancellationToken cancellation)
    {
        using var window = new StreamWindow(transferSyntax.IsDeflated ? report.Options.MaxInflatedBytes : long.MaxValue);
        if (!transferSyntax.IsDeflated)
            return await ReadAsync(stream, window, transferSyntax, report, false, cancellation).ConfigureAwait(false);
        var inflater = new DeflateStream(stream, CompressionMode.Decompress, leaveOpen: true);
        await using (inflater.ConfigureAwait(false))
            return await ReadAsync(inflater, window, transferSyntax, report, false, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads a data set through a window.</summary>
    public static async ValueTask<DicomDataSet> ReadAsync(
        Stream stream,
        StreamWindow window,
        TransferSyntax transferSyntax,
        ReadReport report,
        bool dropsFileMeta,
        CancellationToken cancellation)
    {
        try
        {
            while (window.Bytes.Length < 1024 && !window.IsFinal)
                window.Commit(await stream.ReadAsync(window.FreeSpace, cancellation).ConfigureAwait(false));
        }
        catch (InvalidDataException fault)
        {
            report.Fault("The deflated data set is damaged", window.Origin, fault);
            return new DicomDataSet();
        }

        var encoding = Declared(window.Bytes, window.IsFinal, transferSyntax, report);
        return await ReadAsync(stream, window, encoding, report, StreamLimits(report, null, dropsFileMeta), cancellation).ConfigureAwait(false);
    }

    public static async ValueTask<DicomDataSet> ReadAsync(
        Stream stream,
        StreamWindow window,
        DataEncoding encoding,
        ReadReport report,
        ParseLimits limits,
        CancellationToken cancellation)
    {
        var run = new StreamRun(window, encoding, report, limits);
        try
        {
            for (var step = run.Parse(); step != ParseStep.Done; step = run.Parse())
            {
                if (step == ParseStep.NeedMore)
                    window.Commit(await stream.ReadAsync(window.FreeSpace, cancellation).ConfigureAwait(false));
                else if (!run.Supply(await ReadValueAsync(stream, window, run.PendingLength, cancellation).ConfigureAwait(false)))
                    break;
            }
        }
        catch (InvalidDataException fault)
        {
            run.Abandon("The deflated data set is damaged", fault);
        }

        return run.Finish();
    }

    /// <inheritdoc cref="ReadAsync(Stream, StreamWindow, TransferSyntax, ReadReport, bool, CancellationToken)"/>
    public static DicomDataSet Read(
        Stream stream,
        StreamWindow window,
        TransferSyntax transferSyntax,
        DeferredFile? file,
        ReadReport report,
        bool dropsFileMeta)
    {
        try
        {
            while (window.Bytes.Length < 1024 && !window.IsFinal)
                window.Commit(stream.Read(window.FreeSpace.Span));
        }
        catch (InvalidDataException fault)
        {
            report.Fault("The deflated data set is damaged", window.Origin, fault);
            return new DicomDataSet();
        }

        var encoding = Declared(window.Bytes, window.IsFinal, transferSyntax, report);
        return Read(stream, window, encoding, file, report, StreamLimits(report, file, dropsFileMeta));
    }

    public static DicomDataSet Read(
        Stream stream,
        StreamWindow window,
        DataEncoding encoding,
        DeferredFile? file,
        ReadReport report,
        ParseLimits limits)
    {
        var run = new StreamRun(window, encoding, report, limits);
        try
        {
            for (var step = run.Parse(); step != ParseStep.Done; step = run.Parse())
            {
                if (step == ParseStep.NeedMore)
                    window.Commit(stream.Read(window.FreeSpace.Span));
                else if (!run.Supply(Defers(file, run, report.Options) is { } owner
                    ? Defer(stream, window, owner, run.PendingLength)
                    : ReadValue(stream, window, run.PendingLength)))
                    break;
            }
        }
        catch (InvalidDataException fault)
        {
            run.Abandon("The deflated data set is damaged", fault);
        }

        return run.Finish();
    }

    private static ParseLimits StreamLimits(ReadReport report, DeferredFile? file, bool dropsFileMeta)
    {
        var longest = file is null ? StreamWindow.LongestValue : Math.Min(StreamWindow.LongestValue, report.Options.LargeValueThreshold);
        return new ParseLimits(
            new ValueArena(),
            longest,
            file is null ? longest : Math.Min(longest, 1024),
            StopAt: report.Options.StopAt,
            DropsFileMeta: dropsFileMeta);
    }

    private static DeferredFile? Defers(DeferredFile? file, StreamRun run, DicomReadOptions options) =>
        options.LargeValueThreshold < int.MaxValue && (run.IsPendingFragment || run.PendingLength > options.LargeValueThreshold) ? file : null;

    private static async ValueTask<byte[]?> ReadValueAsync(Stream stream, StreamWindow window, long length, CancellationToken cancellation)
    {
        var bytes = window.BeginValue(length);
        var filled = window.Take(bytes);
        while (filled < length)
        {
            if (filled == bytes.Length)
                bytes = StreamWindow.GrowValue(bytes, length);
            filled += window.Take(bytes.AsSpan(filled));
            if (filled == bytes.Length)
                continue;
            var read = await stream.ReadAsync(bytes.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0)
                return null;
            window.Pass(read);
            filled += read;
        }

        return bytes;
    }

    internal static byte[]? ReadValue(Stream stream, StreamWindow window, long length)
    {
        var bytes = window.BeginValue(length);
        var filled = window.Take(bytes);
        while (filled < length)
        {
            if (filled == bytes.Length)
                bytes = StreamWindow.GrowValue(bytes, length);
            filled += window.Take(bytes.AsSpan(filled));
            if (filled == bytes.Length)
                continue;
            var read = stream.Read(bytes.AsSpan(filled));
            if (read == 0)
                return null;
            window.Pass(read);
            filled += read;
        }

        return bytes;
    }

    internal static DeferredValue? Defer(Stream stream, StreamWindow window, DeferredFile file, long length)
    {
        var start = window.Origin;
        if (start + length > stream.Length)
            return null;
        var ready = window.Bytes.Length;
        if (length <= ready)
        {
            window.Advance((int)length);
        }
        else
        {
            stream.Seek(length - ready, SeekOrigin.Current);
            window.Skip(length);
        }

        return new DeferredValue(file, start, length);
    }
}
