namespace Belfry.Archive;

/// <summary>What an exception of input and output says about the disk.</summary>
public static class DiskFaults
{
    /// <summary>EFBIG of Linux.</summary>
    internal const int FileTooBig = 27;

    // Of Linux: ENOSPC, EDQUOT; of Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>True when there was no room, for a file or for the index: it may be tried again when there is.</summary>
    public static bool IsFull(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.HResult is NoSpace or QuotaExceeded or FileTooBig or HandleDiskFull or DiskFull;
    }
}
