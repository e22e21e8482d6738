using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.TestKit;

/// <summary>A Query/Retrieve find handler that a test writes.</summary>
public sealed class ScriptedFind(Func<FindRequest, CancellationToken, IAsyncEnumerable<DicomDataSet>> find) : IFindHandler
{
    /// <inheritdoc/>
    public bool TakesAnyLevel { get; init; }

    /// <inheritdoc/>
    public bool AnswersAreComplete { get; init; }

    /// <summary>A handler that matches entities in memory.</summary>
    public static ScriptedFind Of(params DicomDataSet[] entities) =>
        new((request, cancellation) => ScriptedWorklist.AsyncOf(entities.Where(request.Query.Matches), cancellation));

    public IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, CancellationToken cancellation) => find(request, cancellation);
}
