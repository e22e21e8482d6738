namespace Belfry.Archive;

/// <summary>What was taken over from another index.</summary>
/// <param name="Counts">How many of each, in words; none where there is none.</param>
/// <param name="Problems">What could not be read.</param>
public sealed record TakeOverResult(IReadOnlyList<(string Name, int Count)> Counts, IReadOnlyList<string> Problems);
