namespace Belfry.Audit;

/// <summary>Something that an auditor wants to know (PS3.15 §A.5.3). Immutable.</summary>
/// <param name="Id">What happened.</param>
/// <param name="Action">What was done.</param>
/// <param name="Outcome">How it went.</param>
public sealed record AuditEvent(AuditCode Id, AuditAction Action, AuditOutcome Outcome)
{
    /// <summary>What kind of it; null for none.</summary>
    public AuditCode? Type { get; init; }

    /// <summary>How it went, in words; null for no more than <see cref="Outcome"/> says.</summary>
    public string? OutcomeDescription { get; init; }

    /// <summary>Who took part, the requestor first.</summary>
    public IReadOnlyList<AuditParticipant> Participants { get; init; } = [];

    /// <summary>What it was about.</summary>
    public IReadOnlyList<AuditObject> Objects { get; init; } = [];
}
