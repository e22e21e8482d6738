using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>What becomes of the faults of a request to a modality: one exception that says whose fault it is. Pure.</summary>
/// <param name="modality">The modality.</param>
/// <param name="what">The request, in words.</param>
internal sealed class ModalityFaults(RemoteModality modality, string what)
{
    /// <summary>The association ended too early, or did not come about.</summary>
    /// <param name="fault">How.</param>
    /// <param name="isOpening">True while the peer has not accepted yet: an abort is then a refusal.</param>
    public ModalityException Ended(AssociationException fault, bool isOpening = false) => Make(
        fault.Reason switch
        {
            AssociationEndReason.Rejected => ModalityFault.Refused,
            AssociationEndReason.AbortedByPeer when isOpening => ModalityFault.Refused,
            AssociationEndReason.ConnectionFailed or AssociationEndReason.NegotiationTimeout => ModalityFault.Unreachable,
            _ when isOpening => ModalityFault.Unreachable,
            AssociationEndReason.ResponseTimeout or AssociationEndReason.ReleaseTimeout or AssociationEndReason.WriteTimeout => ModalityFault.Silent,
            _ => ModalityFault.BrokenOff,
        },
        fault.Message,
        inner: fault);

    /// <summary>The peer does not serve the SOP class.</summary>
    public ModalityException NotSupported(DicomUid sopClass) =>
        Make(ModalityFault.NotSupported, $"the peer did not accept {sopClass.Name ?? sopClass.Value}.");

    /// <summary>The peer said nothing for too long.</summary>
    public ModalityException Silent(TimeSpan limit) => Make(ModalityFault.Silent, $"nothing was heard for {limit.TotalSeconds} s.");

    /// <summary>The peer's answer is no data set.</summary>
    public ModalityException Unreadable(DicomFormatException fault) => Make(ModalityFault.BrokenOff, $"the answer cannot be read: {fault.Message}", inner: fault);

    /// <summary>The peer answered with a failure.</summary>
    public ModalityException Failed(DimseStatus status, string? comment) => new(
        modality.Name,
        ModalityFault.Failed,
        Describe(comment is null ? $"the peer answered with {status}." : $"the peer answered with {status}: {comment}"),
        status,
        comment is null ? $"{modality.Name}: failed with {status}" : $"{modality.Name}: {comment}");

    /// <summary>Some instances did not come.</summary>
    public ModalityException Incomplete(RetrieveOutcome outcome) => new(
        modality.Name,
        ModalityFault.Failed,
        Describe($"{outcome.Failed} of {outcome.Failed + outcome.Completed + outcome.Warning} instances failed, status {outcome.Status}."),
        outcome.Status,
        $"{modality.Name}: {outcome.Failed} instances failed");

    private ModalityException Make(ModalityFault fault, string reason, Exception? inner = null) =>
        new(modality.Name, fault, Describe(reason), innerException: inner);

    private string Describe(string reason) => $"{what} at {modality.Name} ({modality.AETitle} at {modality.Host}:{modality.Port}): {reason}";
}
