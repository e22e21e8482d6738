namespace Belfry.Audit;

/// <summary>Takes what auditors want to know. Thread-safe; never waits, never throws.</summary>
public interface IAuditTrail
{
    /// <summary>Notes an event with the time of now.</summary>
    void Record(AuditEvent happened);
}
