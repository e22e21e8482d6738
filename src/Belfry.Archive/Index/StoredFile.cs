using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>Where the bytes of a stored instance are. Immutable.</summary>
public sealed record StoredFile
{
    /// <summary>Names the file within the storage area. Made anew for each file that is written, never used twice.</summary>
    public required Guid FileId { get; init; }

    /// <summary>Length of the DICOM file, in bytes, before compression.</summary>
    public required long Length { get; init; }

    /// <summary>Length on disk, in bytes; differs from <see cref="Length"/> when compressed.</summary>
    public required long StoredLength { get; init; }

    /// <summary>Where the data set begins within the file, in bytes.</summary>
    public required int DataSetOffset { get; init; }

    /// <summary>Where Pixel Data or what stands for it begins within the file, in bytes; null when there is none.</summary>
    public long? PixelDataOffset { get; init; }

    /// <summary>True when the file is kept zlib-compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>XXH64 of the DICOM file, seed 0; null for one that was stored before there were digests.</summary>
    public ulong? Digest { get; init; }

    /// <summary>SOP Class UID.</summary>
    public required DicomUid SopClassUid { get; init; }

    /// <summary>SOP Instance UID.</summary>
    public required DicomUid SopInstanceUid { get; init; }

    /// <summary>What the data set is encoded in.</summary>
    public required TransferSyntax TransferSyntax { get; init; }
}
