namespace Belfry.Network;

/// <summary>A policy's verdict on a proposal. Immutable.</summary>
public sealed record AssociationDecision
{
    private AssociationDecision()
    {
    }

    /// <summary>Set when the association is refused.</summary>
    public AssociationRejection? Rejection { get; private init; }

    /// <summary>Why it is refused, in words for the log, where the standard's reasons do not say it; null when they do.</summary>
    public string? RejectionDetail { get; private init; }

    /// <summary>
    /// One answer for each proposed context, in any order; a missing one means no-reason (2). An accepted transfer syntax must be
    /// one of those proposed and be registered (<see cref="Belfry.Dicom.TransferSyntax.Find"/>), else the context is refused with 4.
    /// </summary>
    public IReadOnlyList<PresentationContextAnswer> PresentationContexts { get; private init; } = [];

    /// <summary>
    /// Roles granted to the requestor, of those it proposed; a SOP class left out keeps the default roles and has no answer.
    /// </summary>
    public IReadOnlyList<RoleSelection> RoleSelections { get; init; } = [];

    /// <summary>
    /// The window offered when the requestor proposed one; each number is lowered to the proposal and to the limits of the listener.
    /// Null (the default) answers 1, 1.
    /// </summary>
    public AsynchronousOperationsWindow? AsynchronousOperationsWindow { get; init; }

    /// <summary>Answers to SOP Class Extended Negotiations, for SOP classes that proposed one.</summary>
    public IReadOnlyList<SopClassExtendedNegotiation> ExtendedNegotiations { get; init; } = [];

    /// <summary>
    /// The server-response of an accepted user identity (PS3.7 §D.3.3.7.2), sent only when the requestor wanted a positive response.
    /// Empty for types 1 and 2; null sends none. A policy refuses an identity by <see cref="Reject"/>.
    /// </summary>
    public ReadOnlyMemory<byte>? UserIdentityResponse { get; init; }

    /// <summary>Anything that services want to find again in <see cref="Association.State"/>, such as the configuration then in force.</summary>
    public object? State { get; init; }

    /// <summary>Accepts the association.</summary>
    public static AssociationDecision Accept(IReadOnlyList<PresentationContextAnswer> presentationContexts) =>
        new() { PresentationContexts = presentationContexts };

    /// <summary>Refuses the association.</summary>
    /// <param name="rejection">The standard's reason.</param>
    /// <param name="detail">More for the log.</param>
    public static AssociationDecision Reject(AssociationRejection rejection, string? detail = null) => new() { Rejection = rejection, RejectionDetail = detail };
}
