using Belfry.Sdk;

namespace Belfry.Server.Composition;

/// <summary>The plugins that have to do with what the archive stores.</summary>
/// <param name="Coercers">Asked what an instance becomes before filters see it, in this order.</param>
/// <param name="Filters">Asked before an instance is stored, in this order.</param>
/// <param name="Observers">Told of what happened.</param>
internal sealed record ArchiveWatching(
    IReadOnlyList<IInstanceCoercer> Coercers, IReadOnlyList<IInstanceFilter> Filters, IReadOnlyList<IArchiveObserver> Observers)
{
    /// <summary>Nobody.</summary>
    public static ArchiveWatching None { get; } = new([], [], []);

    /// <summary>The same, and one more observer unless it is null.</summary>
    public ArchiveWatching With(IArchiveObserver? observer) => observer is null ? this : this with { Observers = [.. Observers, observer] };
}
