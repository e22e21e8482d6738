using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Archive;

/// <summary>What an archive is made of. The archive owns index and storage area, and disposes them.</summary>
public sealed record ArchiveParts
{
    /// <summary>The index.</summary>
    public required IArchiveIndex Index { get; init; }

    /// <summary>Where the files are.</summary>
    public required IStorageArea Storage { get; init; }

    /// <summary>Options.</summary>
    public ArchiveOptions Options { get; init; } = new();

    /// <summary>Options of queries.</summary>
    public ArchiveFindOptions Find { get; init; } = new();

    /// <summary>Asked before an instance is stored, in this order.</summary>
    public IReadOnlyList<IInstanceFilter> Filters { get; init; } = [];

    /// <summary>Asked what an instance becomes before filters see it, in this order.</summary>
    public IReadOnlyList<IInstanceCoercer> Coercers { get; init; } = [];

    /// <summary>Told of changes.</summary>
    public IReadOnlyList<IArchiveObserver> Observers { get; init; } = [];

    /// <summary>Where stored instances can be retrieved from, for reports of storage commitment; empty says nothing.</summary>
    public AETitle RetrieveAETitle { get; init; }

    /// <summary>Where the archive logs, without patient data.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
