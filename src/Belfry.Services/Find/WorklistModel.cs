using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>The Modality Worklist Information Model (PS3.4 Annex K), answered by a <see cref="IWorklistHandler"/>.</summary>
internal sealed class WorklistModel(IWorklistHandler handler, MatchingPolicy matching) : FindModel
{
    private readonly FindTerms _terms = new(matching);

    public override string Name => "Worklist";

    public override object Handler => handler;

    public override bool HasAttribute(DicomTag sequence, DicomTag tag) => WorklistAttributes.Contains(sequence, tag);

    public override FindTerms TermsOf(Association association) => _terms;

    public override CompiledQuery Compile(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms) =>
        Compiled.Make(this, identifier, transferSyntax, terms);

    public override FindRun Start(CompiledQuery query, DicomConnection connection)
    {
        var keys = new WorklistQuery(query.Identifier, query.TransferSyntax, query.Matcher, query.Terms.Matching);
        return new Run(handler, query, new WorklistRequest(keys, connection) { TransferSyntax = query.TransferSyntax });
    }

    private sealed class Compiled(
        ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms, DataSetMatcher matcher, AnswerShaper shaper)
        : CompiledQuery(identifier, transferSyntax, terms, matcher, shaper)
    {
        public static Compiled Make(WorklistModel model, ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms)
        {
            var keys = Parse(identifier, transferSyntax);
            var matcher = DataSetMatcher.Compile(keys, terms.Matching);
            var shaper = new AnswerShaper(
                keys, AnswerKey.Compile(keys, matcher, model.HasAttribute), terms.Matching.DefaultCharacterSet, transferSyntax);
            return new Compiled(identifier, transferSyntax, terms, matcher, shaper);
        }
    }

    private sealed class Run(IWorklistHandler handler, CompiledQuery query, WorklistRequest request) : FindRun(query)
    {
        public override bool IsIncomplete => request.IsIncomplete;

        public override IReadOnlyList<DicomDataSet>? FindAtHand() => handler.FindAtHand(request);

        public override IAsyncEnumerable<DicomDataSet> FindAsync(CancellationToken cancellation) => handler.FindAsync(request, cancellation);
    }
}
