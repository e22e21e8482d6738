using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Why an instance is refused, with the statuses of C-STORE (PS3.4 table B.2-1).</summary>
internal static class StoreFaults
{
    /// <summary>EFBIG of Linux.</summary>
    public const int FileTooBig = 27;

    // Of Linux: ENOSPC, EDQUOT; of Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    private static readonly DimseStatus _outOfResources = new(0xA700);
    private static readonly DimseStatus _doesNotMatch = new(0xA900);
    private static readonly DimseStatus _cannotUnderstand = new(0xC000);

    public static DimseStatusException NoRoom() => new(_outOfResources, "The archive is full");

    public static DimseStatusException Io(Exception fault) =>
        new(_outOfResources, IsFull(fault) ? "The disk is full" : fault is InvalidDataException ? "The index is damaged" : "The instance cannot be written", innerException: fault);

    public static DimseStatusException Unreadable(DicomFormatException fault) =>
        new(_cannotUnderstand, "The data set cannot be read or is cut", innerException: fault);

    public static DimseStatusException Absent(DicomTag tag, string name) => new(_doesNotMatch, $"No {name}", [tag]);

    public static DimseStatusException Invalid(DicomTag tag, string name) => new(_doesNotMatch, $"{name} is no UID", [tag]);

    public static DimseStatusException Differs(DicomTag tag, string name) => new(_doesNotMatch, $"{name} differs from the command", [tag]);

    public static bool IsFull(Exception fault) => fault.HResult is NoSpace or QuotaExceeded or FileTooBig or HandleDiskFull or DiskFull;
}
