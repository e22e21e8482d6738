using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>One query on its way through a handler.</summary>
internal abstract class FindRun(CompiledQuery query)
{
    /// <summary>What is asked.</summary>
    public CompiledQuery Query { get; } = query;

    /// <summary>True once the handler said that there is more than it gave.</summary>
    public abstract bool IsIncomplete { get; }

    /// <summary>Asks the handler for answers that need no waiting; null when it has none of that kind.</summary>
    public abstract IReadOnlyList<DicomDataSet>? FindAtHand();

    /// <summary>Asks the handler.</summary>
    public abstract IAsyncEnumerable<DicomDataSet> FindAsync(CancellationToken cancellation);
}
