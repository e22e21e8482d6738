using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Where the instances come from that jobs send, and who asks what became of them. Immutable.</summary>
/// <param name="Retrieve">Who says which instances a C-MOVE means.</param>
/// <param name="Resources">Says which instances resources are.</param>
public sealed record MoveJobSources(RetrieveSources Retrieve, ResourceInstances Resources)
{
    /// <summary>Gives the identifiers of the resources that a request names, to be shown; null for nobody knows.</summary>
    public Func<RetrieveQuery, CancellationToken, ValueTask<IReadOnlyList<string>>>? Parents { get; init; }

    /// <summary>Asks destinations for storage commitment of what was sent; null when nobody does.</summary>
    public CommitmentRequests? Commitments { get; init; }
}
