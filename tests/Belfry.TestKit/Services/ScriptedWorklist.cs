using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.TestKit;

/// <summary>A worklist handler that a test writes.</summary>
public sealed class ScriptedWorklist(Func<WorklistRequest, CancellationToken, IAsyncEnumerable<DicomDataSet>> find) : IWorklistHandler
{
    /// <summary>A handler that matches items in memory.</summary>
    public static ScriptedWorklist Of(params DicomDataSet[] items) => new((request, cancellation) => AsyncOf(request.Query.Filter(items), cancellation));

    /// <summary>A handler that fails before its first answer.</summary>
    public static ScriptedWorklist Failing(Exception fault) => new((_, _) => throw fault);

    public IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, CancellationToken cancellation) => find(request, cancellation);

    /// <summary>Gives items that are there.</summary>
    public static async IAsyncEnumerable<DicomDataSet> AsyncOf(
        IEnumerable<DicomDataSet> items, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
