using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>An instance to be put into the index; its file is written.</summary>
public sealed record NewInstance
{
    /// <summary>The data set up to Pixel Data, as received.</summary>
    public required DicomDataSet Header { get; init; }

    /// <summary>Its file.</summary>
    public required StoredFile File { get; init; }

    /// <summary>Where it comes from.</summary>
    public required InstanceOrigin Origin { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// The whole file, when it is written but not yet flushed to the disk: the index keeps these bytes with the row, durably, until the file itself
    /// is durable (<see cref="IArchiveIndex.ForgetUnsyncedAsync"/>). Empty when the file is durable, or need not be.
    /// </summary>
    public ReadOnlyMemory<byte> UnsyncedFile { get; init; }

    /// <summary>What happens when the index has an instance with the same identifier.</summary>
    public OverwritePolicy Overwrite { get; init; }
}
