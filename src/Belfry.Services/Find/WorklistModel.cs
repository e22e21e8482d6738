using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>The Modality Worklist Information Model (PS3.4 Annex K), answered by a <see cref="IWorklistHandler"/>.</summary>
internal sealed class WorklistModel(IWorklistHandler handler) : FindModel
{
    public override string Name => "Worklist";

    public override bool HasAttribute(DicomTag sequence, DicomTag tag) => WorklistAttributes.Contains(sequence, tag);

    public override FindRun Start(DicomDataSet identifier, DicomConnection connection, MatchingPolicy policy)
    {
        var query = new WorklistQuery(identifier, policy);
        return new Run(handler, query.Matcher, new WorklistRequest(query, connection));
    }

    private sealed class Run(IWorklistHandler handler, DataSetMatcher matcher, WorklistRequest request) : FindRun
    {
        public override DataSetMatcher Matcher => matcher;

        public override bool IsIncomplete => request.IsIncomplete;

        public override IAsyncEnumerable<DicomDataSet> FindAsync(CancellationToken cancellation) => handler.FindAsync(request, cancellation);
    }
}
