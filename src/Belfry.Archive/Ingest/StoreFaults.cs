using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Why an instance is refused, with the statuses of C-STORE (PS3.4 table B.2-1).</summary>
internal static class StoreFaults
{
    private static readonly DimseStatus _outOfResources = new(0xA700);
    private static readonly DimseStatus _doesNotMatch = new(0xA900);
    private static readonly DimseStatus _cannotUnderstand = new(0xC000);

    public static DimseStatusException NoRoom() => new(_outOfResources, "The archive is full");

    public static DimseStatusException Io(Exception fault) =>
        new(_outOfResources, DiskFaults.IsFull(fault) ? "The disk is full" : fault is InvalidDataException ? "The index is damaged" : "The instance cannot be written", innerException: fault);

    public static DimseStatusException Unreadable(DicomFormatException fault) =>
        new(_cannotUnderstand, "The data set cannot be read or is cut", innerException: fault);

    public static DimseStatusException Absent(DicomTag tag, string name) => new(_doesNotMatch, $"No {name}", [tag]);

    public static DimseStatusException Invalid(DicomTag tag, string name) => new(_doesNotMatch, $"{name} is no UID", [tag]);

    public static DimseStatusException Differs(DicomTag tag, string name) => new(_doesNotMatch, $"{name} differs from the command", [tag]);
}
