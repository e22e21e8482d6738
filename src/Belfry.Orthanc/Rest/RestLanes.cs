using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Rest;

/// <summary>
/// The threads of a plugin's REST callbacks. Callbacks registered "with lock" run one at a time in each plugin; those "without lock" at once. A
/// callback that is called from within another never waits for it. Thread-safe.
/// </summary>
internal sealed class RestLanes(NativePlugin plugin, int concurrent)
{
    private readonly NativeLanePool _outer = new(plugin.Name + " REST", concurrent);

    // As many as can be needed at all: who waits for a thread here would wait for somebody who waits for it.
    private readonly NativeLanePool _inner = new(plugin.Name + " REST", checked(concurrent * RestScope.MaxDepth));
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Runs a callback on a thread of its own. Cancelled while it runs, it returns at once and leaves the callback running.</summary>
    /// <exception cref="ServiceException">It would be too deep within others.</exception>
    public async Task RunAsync(Action callback, bool isLocked, CancellationToken cancellation)
    {
        var outer = RestScope.Current;
        var waits = isLocked && outer?.HasTurnOf(plugin) != true;
        var scope = new RestScope(outer, isLocked ? plugin : null);
        if (scope.Depth >= RestScope.MaxDepth)
            throw new ServiceException(OrthancErrorCode.BadSequenceOfCalls, "Calls of the REST interface go round in circles.");
        if (waits)
            await _turn.WaitAsync(cancellation);
        var pool = outer is null ? _outer : _inner;
        NativeLane lane;
        try
        {
            lane = await pool.TakeAsync(cancellation);
        }
        catch
        {
            if (waits)
                _turn.Release();
            throw;
        }

        var work = lane.RunAsync(() => RunIn(scope, callback), CancellationToken.None);
        var end = pool.GiveBackAsync(lane, () =>
        {
            if (waits)
                _turn.Release();
        });
        await work.WaitAsync(cancellation);
        await end;
    }

    /// <summary>Ends the threads after what runs now.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await _outer.EndAsync(cancellation);
        await _inner.EndAsync(cancellation);
    }

    private static void RunIn(RestScope scope, Action callback)
    {
        RestScope.Current = scope;
        try
        {
            callback();
        }
        finally
        {
            RestScope.Current = null;
        }
    }
}
