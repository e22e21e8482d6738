using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>A DIMSE request (PS3.7 §9.3, §10.3): the command set without its data set. Immutable; may be kept.</summary>
public abstract record DimseRequest
{
    private protected DimseRequest()
    {
    }

    /// <summary>Message ID (0000,0110). Zero in a request to be sent means: the association chooses one.</summary>
    public ushort MessageId { get; init; }

    /// <summary>True when a data set follows the command on the wire (Command Data Set Type (0000,0800) is not 0101H).</summary>
    public bool HasDataSet { get; internal init; }

    /// <summary>Command Field (0000,0100).</summary>
    public abstract CommandField CommandField { get; }

    /// <summary>Affected (0000,0002) or Requested (0000,0003) SOP Class UID, whichever the message has.</summary>
    public abstract DicomUid SopClassUid { get; }

    /// <summary>Affected (0000,1000) or Requested (0000,1001) SOP Instance UID; empty when the message has none.</summary>
    public virtual DicomUid SopInstanceUid => default;

    /// <summary>True for the DIMSE-N services (PS3.7 §10), false for DIMSE-C (PS3.7 §9).</summary>
    public bool IsNormalized => (ushort)CommandField is >= 0x0100 and < 0x0FFF;

    /// <summary>A response of the kind that answers this request.</summary>
    /// <param name="status">The status (0000,0900).</param>
    /// <param name="comment">Error Comment (0000,0902), cut to 64 characters; must hold no patient data.</param>
    /// <param name="offendingElements">Offending Element (0000,0901).</param>
    public DimseResponse CreateResponse(DimseStatus status, string? comment = null, IReadOnlyList<DicomTag>? offendingElements = null) =>
        NewResponse(status) with { ErrorComment = comment, OffendingElements = offendingElements ?? [] };

    private protected abstract DimseResponse NewResponse(DimseStatus status);
}
