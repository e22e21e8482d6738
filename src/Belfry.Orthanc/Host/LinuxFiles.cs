using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Host;

/// <summary>System calls on files; the numbers are the same on x86-64 and arm64.</summary>
internal static unsafe partial class LinuxFiles
{
    /// <summary>AT_FDCWD.</summary>
    public const int CurrentFolder = -100;

    /// <summary>AT_STATX_FORCE_SYNC.</summary>
    public const int ForceSync = 0x2000;

    /// <summary>AT_EMPTY_PATH.</summary>
    public const int EmptyPath = 0x1000;

    /// <summary>STATX_TYPE, STATX_MODE, STATX_MTIME, STATX_CTIME, STATX_INO, STATX_SIZE.</summary>
    public const uint Wanted = 0x1 | 0x2 | 0x40 | 0x80 | 0x100 | 0x200;

    /// <summary>S_IFMT.</summary>
    public const int KindBits = 0xF000;

    /// <summary>S_IFREG.</summary>
    public const int RegularFile = 0x8000;

    /// <summary>O_RDONLY, O_CLOEXEC and O_NONBLOCK, so that a pipe does not hold the thread.</summary>
    public const int ForReading = 0x80000 | 0x800;

    [LibraryImport("libc", EntryPoint = "open")]
    public static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int file, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "statx")]
    public static partial int Status(int folder, byte* path, int flags, uint mask, FileStatus* status);
}
