using Belfry.Dicom;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// DICOM files by content. A worklist plugin shows the same files to the host at every query; parsing them is most of the work. The
/// key is the content itself, compared byte for byte, so that nothing can be stale. Bounded, thread-safe.
/// </summary>
internal sealed class ParsedFileCache
{
    /// <summary>Larger files are parsed each time: worklist items are small, and images have no place here.</summary>
    public const int MaxFileSize = 64 * 1024;

    /// <summary>What one generation may hold; there are two, so the cache holds at most twice as much.</summary>
    public const int MaxGenerationSize = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private Dictionary<int, Entry> _young = [];
    private Dictionary<int, Entry> _old = [];
    private int _youngSize;

    /// <summary>The data set of a file, which may lack preamble and meta information. It is shared: nobody may change it.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file.</exception>
    public DicomDataSet Parse(ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxFileSize)
            return DicomFile.Parse(content.ToArray()).DataSet;
        var hash = new HashCode();
        hash.AddBytes(content);
        var key = hash.ToHashCode();
        if (Find(key, content) is { } known)
            return known;
        var bytes = content.ToArray();
        var dataSet = DicomFile.Parse(bytes).DataSet;
        lock (_lock)
            Add(key, new Entry(bytes, dataSet));
        return dataSet;
    }

    private DicomDataSet? Find(int key, ReadOnlySpan<byte> content)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(key, out var entry) && content.SequenceEqual(entry.Content))
                return entry.DataSet;
            if (!_old.TryGetValue(key, out entry) || !content.SequenceEqual(entry.Content))
                return null;
            Add(key, entry);
            return entry.DataSet;
        }
    }

    // What is not asked for while a whole generation passes is forgotten.
    private void Add(int key, Entry entry)
    {
        if (_youngSize > MaxGenerationSize)
        {
            _old = _young;
            _young = [];
            _youngSize = 0;
        }

        _young[key] = entry;
        _youngSize += entry.Content.Length;
    }

    private sealed record Entry(byte[] Content, DicomDataSet DataSet);
}
