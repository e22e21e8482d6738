using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>Somebody who answers worklist queries.</summary>
/// <param name="Name">Who, in words.</param>
/// <param name="CalledAETitle">For this called AE title alone; null for all others.</param>
/// <param name="Handler">Answers.</param>
public sealed record WorklistSource(string Name, AETitle? CalledAETitle, IWorklistHandler Handler)
{
    /// <summary>All its items; null when it cannot list them, and then only its answers to a query without keys are known.</summary>
    public Func<IReadOnlyList<DicomDataSet>>? Items { get; init; }

    /// <summary>The query as the source takes it when that AE title asks; null leaves it as it is.</summary>
    public Func<WorklistQuery, AETitle, WorklistQuery>? Narrow { get; init; }
}
