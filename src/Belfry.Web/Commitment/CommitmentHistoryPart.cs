using Belfry.Jobs;

namespace Belfry.Web;

/// <summary>A part of a <see cref="CommitmentHistory"/>.</summary>
/// <param name="Transactions">The latest first.</param>
internal sealed record CommitmentHistoryPart(IReadOnlyList<Job> Transactions)
{
    /// <summary>True when there are no older ones.</summary>
    public bool IsDone { get; init; }

    /// <summary>The number before which the next part is; 0 when none that is over is in this one.</summary>
    public long Last { get; init; }
}
