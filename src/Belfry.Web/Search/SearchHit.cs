using Belfry.Archive;

namespace Belfry.Web;

/// <summary>A resource that was found, with its metadata where the search needs them. Immutable.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Metadata">Its metadata by name; empty where nobody asks for them.</param>
internal sealed record SearchHit(ArchivedResource Resource, IReadOnlyDictionary<string, string> Metadata);
