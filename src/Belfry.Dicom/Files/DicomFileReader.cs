using System.IO.Compression;

namespace Belfry.Dicom;

/// <summary>Part 10 files through a window: from a path, where large values stay, or from any stream.</summary>
internal static class DicomFileReader
{
    public static (FileHead Head, DicomDataSet DataSet) Open(string path, ReadReport report)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var file = new DeferredFile(Path.GetFullPath(path), stream.Length, File.GetLastWriteTimeUtc(path));
        using var window = new StreamWindow();
        while (window.Bytes.Length < 1024 && !window.IsFinal)
            window.Commit(stream.Read(window.FreeSpace.Span));
        window.Advance(FileHead.FindStart(window.Bytes, window.IsFinal, report));
        var meta = FileHead.StartsWithFileMeta(window.Bytes)
            ? DataSetReader.Read(stream, window, FileHead.MetaEncoding(window.Bytes, window.IsFinal), null, report, MetaLimits())
            : new DicomDataSet();
        while (window.Bytes.Length < 1024 && !window.IsFinal)
            window.Commit(stream.Read(window.FreeSpace.Span));
        var head = FileHead.Complete(meta, window.Bytes, window.IsFinal, 0, report);
        if (report.HasFault)
            return (head, new DicomDataSet());
        if (!head.TransferSyntax.IsDeflated)
            return (head, DataSetReader.Read(stream, window, head.TransferSyntax, file, report, dropsFileMeta: true));
        using var inflater = new DeflateStream(new WindowStream(window, stream), CompressionMode.Decompress);
        using var inflated = new StreamWindow(report.Options.MaxInflatedBytes);
        return (head, DataSetReader.Read(inflater, inflated, head.TransferSyntax, null, report, dropsFileMeta: true));
    }

    public static async ValueTask<(FileHead Head, DicomDataSet DataSet)> ReadAsync(Stream stream, ReadReport report, CancellationToken cancellation)
    {
        using var window = new StreamWindow();
        while (window.Bytes.Length < 1024 && !window.IsFinal)
            window.Commit(await stream.ReadAsync(window.FreeSpace, cancellation).ConfigureAwait(false));
        window.Advance(FileHead.FindStart(window.Bytes, window.IsFinal, report));
        var meta = new DicomDataSet();
        if (FileHead.StartsWithFileMeta(window.Bytes))
        {
            var encoding = FileHead.MetaEncoding(window.Bytes, window.IsFinal);
            meta = await DataSetReader.ReadAsync(stream, window, encoding, report, MetaLimits(), cancellation).ConfigureAwait(false);
        }

        while (window.Bytes.Length < 1024 && !window.IsFinal)
            window.Commit(await stream.ReadAsync(window.FreeSpace, cancellation).ConfigureAwait(false));
        var head = FileHead.Complete(meta, window.Bytes, window.IsFinal, 0, report);
        if (report.HasFault)
            return (head, new DicomDataSet());
        if (!head.TransferSyntax.IsDeflated)
            return (head, await DataSetReader.ReadAsync(stream, window, head.TransferSyntax, report, true, cancellation).ConfigureAwait(false));
        var inflater = new DeflateStream(new WindowStream(window, stream), CompressionMode.Decompress);
        using var inflated = new StreamWindow(report.Options.MaxInflatedBytes);
        await using (inflater.ConfigureAwait(false))
            return (head, await DataSetReader.ReadAsync(inflater, inflated, head.TransferSyntax, report, true, cancellation).ConfigureAwait(false));
    }

    private static ParseLimits MetaLimits() => new(new ValueArena(), StreamWindow.LongestValue, StreamWindow.LongestValue, OnlyGroup: 2);
}
