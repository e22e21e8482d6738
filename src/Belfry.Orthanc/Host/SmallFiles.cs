using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Host;

/// <summary>
/// The short way to the content of a small file on Linux: open, read, close, without a managed path or handle. A worklist plugin reads
/// every file of its folder at every query, so this is most of what a query costs.
/// </summary>
internal static unsafe partial class SmallFiles
{
    /// <summary>Larger files take the ordinary way.</summary>
    private const int MaxSize = 64 * 1024;

    // The same numbers on x86-64 and arm64: O_RDONLY | O_CLOEXEC | O_NONBLOCK, so that a pipe does not hold the thread.
    private const int Flags = 0x80000 | 0x800;

    [ThreadStatic]
    private static byte[]? t_scratch;

    /// <summary>
    /// Reads a file whole; false when it is none, is too large, or the system is another, and then nothing has happened.
    /// </summary>
    /// <param name="path">NUL-terminated, in the encoding of the file system.</param>
    /// <param name="content">Valid until the next call on this thread.</param>
    public static bool TryRead(byte* path, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!OperatingSystem.IsLinux())
            return false;
        var file = Open(path, Flags);
        if (file < 0)
            return false;
        var scratch = t_scratch ??= GC.AllocateUninitializedArray<byte>(MaxSize);
        var filled = 0;
        nint read;
        fixed (byte* start = scratch)
        {
            do
            {
                read = Read(file, start + filled, (nuint)(MaxSize - filled));
                filled += (int)Math.Max(read, 0);
            }
            while (read > 0 && filled < MaxSize);
        }

        _ = Close(file);
        content = scratch.AsSpan(0, filled);
        return read == 0;
    }

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
