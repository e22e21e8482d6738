using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>A Query/Retrieve query, compiled: the handler's query is made once and shared by all operations that ask the same.</summary>
internal sealed class QueryRetrieveCompiledQuery : CompiledQuery
{
    private QueryRetrieveCompiledQuery(
        ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms, FindQuery query, AnswerShaper shaper)
        : base(identifier, transferSyntax, terms, query.Matcher, shaper) => Query = query;

    /// <summary>What the handler is asked.</summary>
    public FindQuery Query { get; }

    /// <inheritdoc cref="FindModel.Compile"/>
    public static QueryRetrieveCompiledQuery Compile(
        QueryRetrieveFindModel model, ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms)
    {
        var keys = Parse(identifier, transferSyntax);
        var query = model.MakeQuery(keys, terms);
        var defaults = model.DefaultsOf(query);
        var answerKeys = AnswerKey.WithDefaults(AnswerKey.Compile(keys, query.Matcher, model.HasAttribute), defaults);
        var shaper = new AnswerShaper(keys, answerKeys, terms.Matching.DefaultCharacterSet, transferSyntax)
        {
            WholeAnswerDefaults = model.SendsWholeAnswers ? defaults : null,
        };
        return new QueryRetrieveCompiledQuery(identifier, transferSyntax, terms, query, shaper);
    }
}
