using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Belfry.Archive;

/// <summary>
/// Makes the write-ahead log durable after each group of changes, and gives it its length. SQLite does neither when it runs with
/// <c>synchronous=NORMAL</c>; its frames carry checksums, so that a tail that was not synced is dropped (docs/decisions/0073, 0074).
/// </summary>
internal sealed partial class LogSync : IDisposable
{
    // Written and flushed in some 10 ms, for which a change may have to wait.
    private const int PieceLength = 4 * 1024 * 1024;

    // A disk that has less room than so many times what is missing is left to the instances.
    private const int LeastRoom = 4;

    private readonly SafeFileHandle _log;
    private readonly string _folder;
    private readonly int _length;
    private bool _isLong;

    private LogSync(SafeFileHandle log, string folder, int length)
    {
        _log = log;
        _folder = folder;
        _length = length;
    }

    /// <summary>Opens the log of a database that is open and has a log.</summary>
    /// <param name="databasePath">The database.</param>
    /// <param name="length">How long <see cref="Lengthen"/> makes the log.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static LogSync Open(string databasePath, int length) => new(
        File.OpenHandle(databasePath + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
        Path.GetDirectoryName(Path.GetFullPath(databasePath)) ?? "",
        length);

    /// <summary>True when there is a log with something in it: there is one as long as the database is open, and after an end without a stop.</summary>
    public static bool IsThere(string databasePath) => new FileInfo(databasePath + "-wal") is { Exists: true, Length: > 0 };

    /// <summary>Waits until what was written is on the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Flush()
    {
        // Without the file's times, which change with every write and are in the file system's journal.
        if (OperatingSystem.IsLinux())
        {
            if (FlushData(_log) != 0)
                throw new IOException($"The log of the index cannot be made durable (error {Marshal.GetLastPInvokeError()}).");
        }
        else
        {
            RandomAccess.FlushToDisk(_log);
        }
    }

    public void Dispose() => _log.Dispose();

    /// <summary>
    /// Adds a piece to a log that has not yet its length; nobody may write to the log meanwhile. A disk with little room ends it: the log then grows as
    /// it must, and those who write are told when there is none.
    /// </summary>
    /// <returns>True when more is missing.</returns>
    public bool Lengthen()
    {
        if (_isLong)
            return false;
        try
        {
            var end = RandomAccess.GetLength(_log);
            var count = (int)Math.Clamp(_length - end, 0, PieceLength);
            _isLong = end + count >= _length;
            if (count == 0)
                return false;
            if (new DriveInfo(_folder).AvailableFreeSpace < LeastRoom * (_length - end))
            {
                _isLong = true;
                return false;
            }

            // Zeros have no checksum of a frame: whoever reads the log stops there.
            for (var zeros = new byte[64 * 1024]; count > 0; end += zeros.Length, count -= zeros.Length)
                RandomAccess.Write(_log, zeros.AsSpan(0, Math.Min(count, zeros.Length)), end);
            RandomAccess.FlushToDisk(_log);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Also where the system does not say how much room there is.
            _isLong = true;
        }

        return !_isLong;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
