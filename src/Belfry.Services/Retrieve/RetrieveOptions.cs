namespace Belfry.Services;

/// <summary>Options of C-MOVE and C-GET. Immutable.</summary>
public sealed record RetrieveOptions
{
    /// <summary>The defaults.</summary>
    public static RetrieveOptions Default { get; } = new();

    /// <summary>Longest identifier taken, in bytes; a longer one is refused with A701H. 1 MiB: a list of 16,000 UIDs fits.</summary>
    public int MaxIdentifierLength { get; init; } = 1024 * 1024;

    /// <summary>
    /// A pending response goes to the peer at least this often, also while one instance takes longer. 1 s: what it counts is news, and peers that
    /// hear nothing for some ten seconds give up.
    /// </summary>
    public TimeSpan PendingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// There is a pending response for each sub-operation; those of quick ones travel together, for this long at most. 100 ms: nobody sees
    /// progress finer than that, and each travel costs as much as a small instance.
    /// </summary>
    public TimeSpan GatheringTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long after C-CANCEL the instance that is on its way to a Move Destination may still arrive; then that association is aborted. 2 s: most
    /// instances arrive in that time, and whoever cancels does not wait for a destination that hangs.
    /// </summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How instances are sent.</summary>
    public StoreScuOptions Store { get; init; } = StoreScuOptions.Default;
}
