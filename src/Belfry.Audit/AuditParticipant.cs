namespace Belfry.Audit;

/// <summary>Somebody or something that took part (Active Participant). Immutable.</summary>
/// <param name="UserId">A user's name, a process, or an AE title.</param>
/// <param name="IsRequestor">True for who began it.</param>
public sealed record AuditParticipant(string UserId, bool IsRequestor)
{
    /// <summary>An AE title, when the participant has one besides its name.</summary>
    public string? AETitle { get; init; }

    /// <summary>How TLS knows it: the version, and the subject of its certificate, as <c>TLS 1.3 as CN=CT1</c>; null without TLS.</summary>
    public string? UserName { get; init; }

    /// <summary>Its part in it; null for none in particular.</summary>
    public AuditCode? Role { get; init; }

    /// <summary>Its address; null when unknown.</summary>
    public string? Address { get; init; }
}
