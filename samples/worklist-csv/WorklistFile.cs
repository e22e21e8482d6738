using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace WorklistCsv;

/// <summary>
/// The items of a file, read again when its length or its time of writing has changed. What cannot be read, because somebody is just writing it,
/// leaves the items of before in force. Thread-safe.
/// </summary>
internal sealed class WorklistFile
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _path;
    private readonly ILogger _logger;
    private volatile Contents _contents;

    public WorklistFile(string path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        var stamp = StampOf(path);
        _contents = new Contents(stamp, Parse(path, File.ReadAllText(path)));
    }

    public async ValueTask<IReadOnlyList<DicomDataSet>> ItemsAsync(CancellationToken cancellation)
    {
        if (StampOf(_path) == _contents.Stamp)
            return _contents.Items;
        await _turn.WaitAsync(cancellation);
        try
        {
            var stamp = StampOf(_path);
            if (stamp != _contents.Stamp)
                _contents = new Contents(stamp, await ReadAsync(cancellation) ?? _contents.Items);
            return _contents.Items;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IReadOnlyList<DicomDataSet>?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var items = Parse(_path, await File.ReadAllTextAsync(_path, cancellation));
            _logger.LogInformation("{Path} was read again: {Count} items", _path, items.Count);
            return items;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or System.Text.Json.JsonException)
        {
            _logger.LogWarning("{Path} cannot be read, and what it held before is still served: {Reason}", _path, fault.Message);
            return null;
        }
    }

    private static IReadOnlyList<DicomDataSet> Parse(string path, string text)
    {
        var isJson = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
        return [.. (isJson ? JsonTable.Read(text) : CsvTable.Read(text)).Select(WorklistItem.Of)];
    }

    // A file that is away has a stamp, too.
    private static (DateTime Written, long Length) StampOf(string path)
    {
        var file = new FileInfo(path);
        return (file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
    }

    private sealed record Contents((DateTime Written, long Length) Stamp, IReadOnlyList<DicomDataSet> Items);
}
