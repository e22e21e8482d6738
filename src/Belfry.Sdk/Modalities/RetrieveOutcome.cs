using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>What a peer says of the sub-operations of a C-GET or C-MOVE (PS3.7 §9.3.3.2, §9.3.4.2). Immutable.</summary>
public sealed record RetrieveOutcome
{
    /// <summary>The status of the response: pending while it goes on; at the end 0000H, B000H with failures, A702H when all failed.</summary>
    public required DimseStatus Status { get; init; }

    /// <summary>Number of Remaining Sub-operations; null where the peer does not say.</summary>
    public int? Remaining { get; init; }

    /// <summary>Number of Completed Sub-operations.</summary>
    public int Completed { get; init; }

    /// <summary>Number of Failed Sub-operations.</summary>
    public int Failed { get; init; }

    /// <summary>Number of Warning Sub-operations.</summary>
    public int Warning { get; init; }

    /// <summary>Failed SOP Instance UID List (0008,0058) of the last response; peers may leave it out.</summary>
    public IReadOnlyList<DicomUid> FailedSopInstanceUids { get; init; } = [];

    /// <summary>Error Comment (0000,0902); null for none.</summary>
    public string? Comment { get; init; }
}
