using System.Net;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Where an instance comes from. Immutable.</summary>
public sealed record InstanceOrigin
{
    /// <summary>How it came.</summary>
    public required InstanceOriginKind Kind { get; init; }

    /// <summary>The AE title that sent it; empty when it did not come by DICOM.</summary>
    public AETitle CallingAETitle { get; init; }

    /// <summary>The AE title that it was sent to; empty when it did not come by DICOM.</summary>
    public AETitle CalledAETitle { get; init; }

    /// <summary>The address that it came from; null when unknown.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Number of the association within this run of the server, as in the log; 0 for none.</summary>
    public long AssociationId { get; init; }

    /// <summary>The user of REST, when there was one.</summary>
    public string? User { get; init; }

    /// <summary>Who asked by C-MOVE for this C-STORE: Move Originator AE Title (0000,1030).</summary>
    public AETitle MoveOriginatorAETitle { get; init; }

    /// <summary>Move Originator Message ID (0000,1031).</summary>
    public ushort? MoveOriginatorMessageId { get; init; }
}
