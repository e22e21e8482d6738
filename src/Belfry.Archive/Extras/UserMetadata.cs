namespace Belfry.Archive;

/// <summary>A text that REST put beside a resource. Immutable.</summary>
/// <param name="Value">The text.</param>
/// <param name="Revision">How often it was replaced.</param>
public sealed record UserMetadata(string Value, long Revision);
