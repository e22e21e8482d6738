using Belfry.Sdk;

namespace Belfry.Cli.Commitment;

/// <summary>An instance whose commitment is asked for.</summary>
/// <param name="Reference">Its SOP class and instance.</param>
/// <param name="File">The file that it was found in; null when it was named without one.</param>
internal sealed record CommitItem(ReferencedInstance Reference, string? File);
