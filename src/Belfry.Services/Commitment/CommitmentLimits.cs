namespace Belfry.Services;

/// <summary>How much one message of storage commitment may hold. Immutable.</summary>
public sealed record CommitmentLimits
{
    /// <summary>The defaults.</summary>
    public static CommitmentLimits Default { get; } = new();

    /// <summary>
    /// Most references in one N-ACTION or N-EVENT-REPORT; more get 0213H. 200,000: several times the largest study, and few enough to be held
    /// in memory while they are read.
    /// </summary>
    public int MaxReferences
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 200_000;

    /// <summary>Longest data set, in bytes; a longer one gets 0213H. 64 MiB: that many references with long UIDs.</summary>
    public int MaxDataSetLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64 * 1024 * 1024;

    /// <summary>Elements and items that the references may have, some that nobody asked for among them.</summary>
    internal int MaxElements => (int)Math.Min(int.MaxValue, 1024 + (6L * MaxReferences));
}
