using System.Collections.ObjectModel;

namespace Belfry.Jobs;

/// <summary>What an engine could run now.</summary>
public sealed record JobClaim
{
    /// <summary>Who asks.</summary>
    public required JobOwner Owner { get; init; }

    /// <summary>How long the leases hold without being renewed.</summary>
    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>The kinds that the owner can do, and how much room there is for each.</summary>
    public required IReadOnlyList<JobRoom> Rooms { get; init; }

    /// <summary>Most jobs of the counted kinds together.</summary>
    public required int CountedSlots { get; init; }

    /// <summary>Most jobs that are over to be kept.</summary>
    public required int History { get; init; }

    /// <summary>A job whose runs were lost that often one after the other, without a checkpoint, fails with <see cref="JobError.Lost"/>.</summary>
    public required int MaxLosses { get; init; }

    /// <summary>True when the next loss of a job is the last one that it may have, and not the first.</summary>
    public bool IsLastChanceOf(StoredJob stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Losses > 0 && stored.Losses >= MaxLosses - 1;
    }
}

/// <summary>Room for jobs of one kind.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Slots">How many; 0 for a kind that is full.</param>
/// <param name="IsCounted">True when they are counted together with those of other kinds.</param>
public sealed record JobRoom(string Kind, int Slots, bool IsCounted)
{
    /// <summary>Most jobs of one lane, those that run already among them.</summary>
    public int LaneSlots { get; init; } = int.MaxValue;

    /// <summary>How many jobs of each lane the owner runs already; lanes without any may be missing.</summary>
    public IReadOnlyDictionary<string, int> Lanes { get; init; } = ReadOnlyDictionary<string, int>.Empty;
}
