namespace Belfry.Audit;

/// <summary>How it went (Event Outcome Indicator).</summary>
public enum AuditOutcome
{
    /// <summary>As wanted.</summary>
    Success = 0,

    /// <summary>Refused, or failed in a part.</summary>
    MinorFailure = 4,

    /// <summary>Failed.</summary>
    SeriousFailure = 8,

    /// <summary>The server itself cannot go on.</summary>
    MajorFailure = 12,
}
