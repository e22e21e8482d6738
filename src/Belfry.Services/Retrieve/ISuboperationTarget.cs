using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Where the instances of a retrieve go. One caller at a time; disposal ends what was made for it.</summary>
internal interface ISuboperationTarget : IAsyncDisposable
{
    /// <summary>Tells of the kinds of instances to come.</summary>
    void Expect(IReadOnlyCollection<InstanceKind> kinds);

    /// <summary>Sends an instance. What awaits it may go on on a thread that receives: see <see cref="PoolThread"/>.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="opened">Its data set, open; disposed in any case.</param>
    /// <param name="cancellation">Nobody waits for the result any more: gives up at once.</param>
    ValueTask<StoreResult> StoreAsync(InstanceSource instance, Stream? opened, CancellationToken cancellation);

    /// <summary>All is sent. Called once, before disposal, and not after a failure.</summary>
    ValueTask CompleteAsync();
}
