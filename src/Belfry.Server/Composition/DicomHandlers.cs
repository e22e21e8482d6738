using Belfry.Network;
using Belfry.Sdk;
using Belfry.Server.Plugins;

namespace Belfry.Server.Composition;

/// <summary>Who answers what: plugins, and what is built in.</summary>
internal sealed record DicomHandlers
{
    /// <summary>Worklist queries.</summary>
    public IReadOnlyList<ChosenHandler<IWorklistHandler>> Worklists { get; init; } = [];

    /// <summary>Query/Retrieve queries.</summary>
    public IReadOnlyList<ChosenHandler<IFindHandler>> Finds { get; init; } = [];

    /// <summary>Instances that are sent to us.</summary>
    public IReadOnlyList<ChosenHandler<IStoreHandler>> Stores { get; init; } = [];

    /// <summary>The archive's own, for handlers that hand instances on to it; null without an archive.</summary>
    public IStoreHandler? BuiltInStore { get; init; }

    /// <summary>The archive's own, for handlers that want to ask it; null without an archive.</summary>
    public IFindHandler? BuiltInFind { get; init; }

    /// <summary>C-MOVE.</summary>
    public IReadOnlyList<ChosenHandler<IRetrieveHandler>> Moves { get; init; } = [];

    /// <summary>C-MOVE of the archive as jobs (<c>SynchronousCMove</c> false); null without an archive.</summary>
    public IDimseService? MovesAsJobs { get; init; }

    /// <summary>C-GET, which native plugins know nothing of.</summary>
    public IReadOnlyList<ChosenHandler<IRetrieveHandler>> Gets { get; init; } = [];

    /// <summary>The archive's own, for handlers that hand on to it; null without an archive.</summary>
    public IRetrieveHandler? BuiltInRetrieve { get; init; }

    /// <summary>The stored instances; null without an archive.</summary>
    public IInstanceStore? Instances { get; init; }

    /// <summary>Makes associations for C-MOVE.</summary>
    public required OutgoingAssociations Outgoing { get; init; }
}
