namespace Belfry.Orthanc.Host;

/// <summary>
/// The short way to the content of a small file on Linux: open, read, close, without a managed path or handle. A worklist plugin reads
/// every file of its folder at every query, so this is most of what a query costs.
/// </summary>
internal static unsafe class SmallFiles
{
    /// <summary>Larger files take the ordinary way.</summary>
    public const int MaxSize = 64 * 1024;

    [ThreadStatic]
    private static byte[]? t_scratch;

    /// <summary>
    /// Reads a file whole; false when it is none, is too large, or the system is another, and then nothing has happened.
    /// </summary>
    /// <param name="path">NUL-terminated, in the encoding of the file system.</param>
    /// <param name="content">Valid until the next call on this thread.</param>
    public static bool TryRead(byte* path, out ReadOnlySpan<byte> content) => TryRead(path, wantsStamp: false, out content, out _);

    /// <summary>The same, and what the file's stamp was after it was read; null when there is none.</summary>
    public static bool TryRead(byte* path, bool wantsStamp, out ReadOnlySpan<byte> content, out FileStamp? stamp)
    {
        content = default;
        stamp = null;
        if (!OperatingSystem.IsLinux())
            return false;
        var file = LinuxFiles.Open(path, LinuxFiles.ForReading);
        if (file < 0)
            return false;
        var scratch = t_scratch ??= GC.AllocateUninitializedArray<byte>(MaxSize);
        var filled = 0;
        nint read;
        fixed (byte* start = scratch)
        {
            do
            {
                read = LinuxFiles.Read(file, start + filled, (nuint)(MaxSize - filled));
                filled += (int)Math.Max(read, 0);
            }
            while (read > 0 && filled < MaxSize);
        }

        if (wantsStamp && FileStamp.TryGet(file, out var after))
            stamp = after;
        _ = LinuxFiles.Close(file);
        content = scratch.AsSpan(0, filled);
        return read == 0;
    }
}
