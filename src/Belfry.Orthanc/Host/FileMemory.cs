using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Host;

/// <summary>
/// Small files that plugins read again and again. Each read asks the file system for the file's stamp, and what is remembered counts only
/// if it is the same; a file that changed within the last two seconds is not remembered. Bounded, thread-safe; Linux only.
/// </summary>
internal sealed unsafe class FileMemory
{
    /// <summary>What one generation may hold, in bytes; there are two, so at most twice as much is held.</summary>
    private const int MaxGenerationSize = 16 * 1024 * 1024;

    // What an entry takes beside content and path.
    private const int EntrySize = 256;

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private Dictionary<byte[], RememberedFile> _young = new(PathComparer.Instance);
    private Dictionary<byte[], RememberedFile> _old = new(PathComparer.Instance);
    private int _youngSize;
    private volatile RememberedFile? _last;

    public FileMemory(TimeProvider clock) => _clock = clock;

    /// <summary>The file that was read last: most often the one whose bytes a plugin shows next.</summary>
    public RememberedFile? Last => _last;

    /// <summary>Reads a file whole; false when it is none, is too large, or the system is another, and then nothing has happened.</summary>
    /// <param name="path">NUL-terminated, in the encoding of the file system.</param>
    /// <param name="content">Valid until the next call on this thread.</param>
    public bool TryRead(byte* path, out ReadOnlySpan<byte> content)
    {
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        var isRegular = FileStamp.TryGet(path, out var before);
        if (isRegular && TryFind(name, out var known) && known.Stamp == before)
        {
            _last = known;
            content = known.Content;
            return true;
        }

        if (!SmallFiles.TryRead(path, isRegular, out content, out var after))
            return false;

        // The same stamp by the path before and by the open file after: nothing changed meanwhile.
        if (isRegular && after == before && (ulong)content.Length == before.Length && before.IsSettled(_clock.GetUtcNow().ToUnixTimeSeconds()))
            Remember(name, new RememberedFile(before, content.ToArray()));
        return true;
    }

    private bool TryFind(ReadOnlySpan<byte> path, [NotNullWhen(true)] out RememberedFile? file)
    {
        lock (_lock)
        {
            if (_young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(path, out file))
                return true;
            if (!_old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(path, out file))
                return false;
            Add(path, file);
            return true;
        }
    }

    private void Remember(ReadOnlySpan<byte> path, RememberedFile file)
    {
        lock (_lock)
            Add(path, file);
        _last = file;
    }

    // What is not asked for while a whole generation passes is forgotten.
    private void Add(ReadOnlySpan<byte> path, RememberedFile file)
    {
        if (_youngSize > MaxGenerationSize)
        {
            _old = _young;
            _young = new Dictionary<byte[], RememberedFile>(PathComparer.Instance);
            _youngSize = 0;
        }

        _young.GetAlternateLookup<ReadOnlySpan<byte>>()[path] = file;
        _youngSize += file.Content.Length + path.Length + EntrySize;
    }

    private sealed class PathComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static PathComparer Instance { get; } = new();

        public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] path) => GetHashCode(path.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
