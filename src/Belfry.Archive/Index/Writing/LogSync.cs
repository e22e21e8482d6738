using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Belfry.Archive;

/// <summary>
/// Makes the write-ahead log durable after each group of changes, and gives it its length at the start. SQLite does neither when it runs with
/// <c>synchronous=NORMAL</c>; its frames carry checksums, so that a tail that was not synced is dropped (docs/decisions/0073, 0074).
/// </summary>
internal sealed partial class LogSync : IDisposable
{
    private readonly SafeFileHandle _log;

    private LogSync(SafeFileHandle log) => _log = log;

    /// <summary>Opens the log of a database that is open and has a log, and makes it as long as it shall be.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public static LogSync Open(string databasePath, int length)
    {
        var log = File.OpenHandle(databasePath + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Lengthen(log, length);
            return new LogSync(log);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

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

    // Zeros have no checksum of a frame: whoever reads the log stops there.
    private static void Lengthen(SafeFileHandle log, int length)
    {
        var zeros = new byte[1024 * 1024];
        var end = RandomAccess.GetLength(log);
        if (end >= length)
            return;
        while (end < length)
        {
            var count = (int)Math.Min(zeros.Length, length - end);
            RandomAccess.Write(log, zeros.AsSpan(0, count), end);
            end += count;
        }

        RandomAccess.FlushToDisk(log);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
