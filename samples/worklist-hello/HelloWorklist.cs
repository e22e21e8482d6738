using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace WorklistHello;

/// <summary>Answers every worklist query with one item, if it matches.</summary>
[BelfryPlugin("worklist-hello")]
public sealed class HelloWorklist : IWorklistHandler
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var item = new DicomDataSet { { Tags.PatientName, "Hello^World" }, { Tags.PatientID, "HELLO-1" }, { Tags.AccessionNumber, "HELLO" } };
        if (request.Query.Matches(item))
            yield return item;
        await Task.CompletedTask;
    }
}
