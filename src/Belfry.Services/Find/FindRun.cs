using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>One query on its way through a handler.</summary>
internal abstract class FindRun
{
    /// <summary>The keys, compiled.</summary>
    public abstract DataSetMatcher Matcher { get; }

    /// <summary>True once the handler said that there is more than it gave.</summary>
    public abstract bool IsIncomplete { get; }

    /// <summary>Asks the handler.</summary>
    public abstract IAsyncEnumerable<DicomDataSet> FindAsync(CancellationToken cancellation);
}
