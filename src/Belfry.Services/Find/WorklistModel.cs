using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>The Modality Worklist Information Model (PS3.4 Annex K), answered by a <see cref="IWorklistHandler"/>.</summary>
internal sealed class WorklistModel(IWorklistHandler handler) : FindModel
{
    public override string Name => "Worklist";

    public override bool HasAttribute(DicomTag sequence, DicomTag tag) => WorklistAttributes.Contains(sequence, tag);

    public override FindRun Start(CompiledQuery query, DicomConnection connection, MatchingPolicy policy)
    {
        var keys = new WorklistQuery(query.Identifier, query.TransferSyntax, query.Matcher, policy);
        return new Run(handler, query, new WorklistRequest(keys, connection) { TransferSyntax = query.TransferSyntax });
    }

    private sealed class Run(IWorklistHandler handler, CompiledQuery query, WorklistRequest request) : FindRun(query)
    {
        public override bool IsIncomplete => request.IsIncomplete;

        public override IReadOnlyList<DicomDataSet>? FindAtHand() => handler.FindAtHand(request);

        public override IAsyncEnumerable<DicomDataSet> FindAsync(CancellationToken cancellation) => handler.FindAsync(request, cancellation);
    }
}
