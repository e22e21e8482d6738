using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Host;

/// <summary>
/// What tells that a regular file is the one that was read: device, inode, length, and both times to the nanosecond. The time of change
/// (ctime) is set by the kernel at every write, also when a program puts the time of modification back.
/// </summary>
internal readonly record struct FileStamp(uint DeviceMajor, uint DeviceMinor, ulong Inode, ulong Length, FileTime Modified, FileTime Changed)
{
    /// <summary>
    /// Times are as coarse as a clock tick on local file systems and as a second on old ones: what changed so shortly before may change
    /// once more without a sign.
    /// </summary>
    private const long SecondsToSettle = 2;

    /// <summary>True where the system can be asked: Linux, with a C library that knows the call.</summary>
    public static bool IsSupported { get; } = Probe();

    /// <summary>True when the file's last change is so long ago that any later one shows.</summary>
    /// <param name="now">Seconds since 1970, by the clock of this machine.</param>
    public bool IsSettled(long now) => Modified.Seconds < now - SecondsToSettle && Changed.Seconds < now - SecondsToSettle;

    /// <summary>Asks the file system, a remote one too, and not what is remembered of it. False when there is no such regular file.</summary>
    /// <param name="path">NUL-terminated, in the encoding of the file system.</param>
    /// <param name="stamp">What it said.</param>
    public static unsafe bool TryGet(byte* path, out FileStamp stamp) => TryGet(LinuxFiles.CurrentFolder, path, LinuxFiles.ForceSync, out stamp);

    /// <summary>The same of an open file.</summary>
    public static unsafe bool TryGet(int file, out FileStamp stamp)
    {
        byte nothing = 0;
        return TryGet(file, &nothing, LinuxFiles.EmptyPath, out stamp);
    }

    private static unsafe bool Probe()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            fixed (byte* root = "/\0"u8)
                TryGet(root, out _);
            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static unsafe bool TryGet(int folder, byte* path, int flags, out FileStamp stamp)
    {
        stamp = default;
        FileStatus status;
        if (LinuxFiles.Status(folder, path, flags, LinuxFiles.Wanted, &status) != 0 || (status.Mask & LinuxFiles.Wanted) != LinuxFiles.Wanted
            || (status.Mode & LinuxFiles.KindBits) != LinuxFiles.RegularFile)
        {
            return false;
        }

        stamp = new FileStamp(status.DeviceMajor, status.DeviceMinor, status.Inode, status.Length, status.Modified, status.Changed);
        return true;
    }
}

/// <summary>A time of a file as the kernel gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileTime(long Seconds, uint Nanoseconds, int Reserved);

/// <summary>struct statx: the same on all 64-bit Linux systems.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    [FieldOffset(0)]
    public uint Mask;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Length;

    [FieldOffset(96)]
    public FileTime Changed;

    [FieldOffset(112)]
    public FileTime Modified;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;
}
