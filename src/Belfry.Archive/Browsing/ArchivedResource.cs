using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>A patient, study, series or instance as the index has it at one moment. Immutable.</summary>
public sealed record ArchivedResource
{
    /// <summary>What it is.</summary>
    public required QueryRetrieveLevel Level { get; init; }

    /// <summary>Its identifier.</summary>
    public required ArchiveId Id { get; init; }

    /// <summary>What it is part of; null for a patient.</summary>
    public ArchiveId? Parent { get; init; }

    /// <summary>True for a patient that is not recycled, and all that is part of it.</summary>
    public bool IsProtected { get; init; }

    /// <summary>When something was last added to it or taken away, UTC, in milliseconds.</summary>
    public DateTimeOffset LastUpdate { get; init; }

    /// <summary>What is part of it, in the order of arrival; empty for an instance.</summary>
    public IReadOnlyList<ArchiveId> Children { get; init; } = [];

    /// <summary>The numbers of a series' instances (Instance Number), null for one without; empty for others.</summary>
    public IReadOnlyList<long?> InstanceNumbers { get; init; } = [];

    /// <summary>The file of an instance; null for others.</summary>
    public StoredFile? File { get; init; }

    /// <summary>Where an instance came from; null for others.</summary>
    public InstanceOrigin? Origin { get; init; }

    /// <summary>The row's number within its table.</summary>
    internal long Row { get; init; }

    /// <summary>What <see cref="TagWriter"/> made for each level from the patient down, and what was computed.</summary>
    internal ReadOnlyMemory<byte>[] Kept { get; init; } = [];

    /// <summary>The attributes that the index keeps at its level or one above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A level below its own.</exception>
    public DicomDataSet AttributesOf(QueryRetrieveLevel level)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)level, (int)Level, nameof(level));
        return (int)level < Kept.Length ? TagMerger.Merge(Kept[(int)level]) : [];
    }

    /// <summary>All attributes that the index has of it: those of its level, of those above, and the computed ones that were asked for.</summary>
    public DicomDataSet AllAttributes() => TagMerger.Merge(Kept);
}
