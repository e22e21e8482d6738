namespace Belfry.Audit;

/// <summary>A message as it is kept and sent. Immutable.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Xml">XML in UTF-8, on one line.</param>
public sealed record AuditMessage(DateTimeOffset Time, ReadOnlyMemory<byte> Xml);
