namespace Belfry.Sdk;

/// <summary>A value that a queue gave for a time. Immutable.</summary>
/// <param name="Id">To say that it is dealt with.</param>
/// <param name="Value">The value.</param>
public sealed record ReservedValue(long Id, ReadOnlyMemory<byte> Value);
