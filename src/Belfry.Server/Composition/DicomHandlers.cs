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

    /// <summary>The archive's own, for handlers that want to ask it; null without an archive.</summary>
    public IFindHandler? BuiltInFind { get; init; }
}
