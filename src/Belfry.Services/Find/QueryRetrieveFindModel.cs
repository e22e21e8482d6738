using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>A Query/Retrieve information model (PS3.4 §C.6), answered by an <see cref="IFindHandler"/>.</summary>
internal sealed class QueryRetrieveFindModel : FindModel
{
    private static readonly PeriodKeys s_studyPeriod = new(Tags.StudyDate, Tags.StudyTime);

    private readonly IFindHandler _handler;
    private readonly IFindHandler? _builtIn;
    private readonly QueryRetrieveModel _model;
    private readonly FindOptions _options;
    private readonly FindTerms?[] _terms = new FindTerms?[128];

    public QueryRetrieveFindModel(IFindHandler handler, IFindHandler? builtIn, QueryRetrieveModel model, FindOptions options)
    {
        _handler = handler;
        _builtIn = builtIn;
        _model = model;
        _options = options;
    }

    public override string Name => _model switch
    {
        QueryRetrieveModel.PatientRoot => "Patient Root",
        QueryRetrieveModel.StudyRoot => "Study Root",
        _ => "Patient/Study Only",
    };

    public override object Handler => _handler;

    public override bool SendsWholeAnswers => _handler.AnswersAreComplete;

    public override bool CompilesAtOnce => true;

    public override bool HasAttribute(DicomTag sequence, DicomTag tag) => QueryRetrieveAttributes.Contains(sequence, tag);

    public override FindTerms TermsOf(Association association) =>
        TermsOf(QueryRetrieveNegotiation.Of(association, QueryRetrieveSopClasses.Find(_model)) & _options.Granted);

    /// <summary>The terms when this was negotiated and is granted.</summary>
    public FindTerms TermsOf(QueryRetrieveOptions options) => Volatile.Read(ref _terms[(int)options]) ?? MakeTerms(options);

    public override CompiledQuery Compile(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms) =>
        QueryRetrieveCompiledQuery.Compile(this, identifier, transferSyntax, terms);

    public override FindRun Start(CompiledQuery query, DicomConnection connection)
    {
        var request = new FindRequest(((QueryRetrieveCompiledQuery)query).Query, connection)
        {
            TransferSyntax = query.TransferSyntax,
            BuiltIn = _builtIn,
        };
        return new Run(_handler, query, request);
    }

    /// <summary>Makes the query of an identifier that fits the model.</summary>
    /// <exception cref="DimseStatusException">A900H: it does not fit.</exception>
    public FindQuery MakeQuery(DicomDataSet keys, FindTerms terms)
    {
        var isKnown = QueryRetrieveLevels.TryParse(keys.GetString(Tags.QueryRetrieveLevel), out var level);
        if (!_handler.TakesAnyLevel)
            QueryRetrieveIdentifier.Check(keys, _model, isKnown ? level : null, terms.IsRelational);
        return new FindQuery(keys, _model, isKnown ? level : null, terms.Matching) { IsRelational = terms.IsRelational };
    }

    /// <summary>What every answer has, whether the handler says it or not (PS3.4 §C.4.1.1.3.2).</summary>
    public IReadOnlyList<AnswerDefault> DefaultsOf(FindQuery query) =>
        [new(Tags.QueryRetrieveLevel, VR.CS, LevelOf(query)), new(Tags.RetrieveAETitle, VR.AE, _options.RetrieveAETitle.Value)];

    private static string LevelOf(FindQuery query) =>
        query.Level is { } level ? QueryRetrieveLevels.ToText(level) : query.Identifier.GetString(Tags.QueryRetrieveLevel) ?? "";

    private FindTerms MakeTerms(QueryRetrieveOptions options)
    {
        var matching = _options.Matching with
        {
            Periods = options.HasFlag(QueryRetrieveOptions.DateTimeMatching) ? [s_studyPeriod] : [],
            PersonNames = options.HasFlag(QueryRetrieveOptions.FuzzyPersonNames) ? PersonNameMatching.Fuzzy : _options.Matching.PersonNames,
            TimeZoneAdjustment = options.HasFlag(QueryRetrieveOptions.TimezoneAdjustment),
            EmptyValueMatching = options.HasFlag(QueryRetrieveOptions.EmptyValueMatching),
            MultipleValueMatching = options.HasFlag(QueryRetrieveOptions.MultipleValueMatching),
        };
        var terms = new FindTerms(matching, _options.IsAlwaysRelational || options.HasFlag(QueryRetrieveOptions.Relational));
        return Interlocked.CompareExchange(ref _terms[(int)options], terms, null) ?? terms;
    }

    private sealed class Run(IFindHandler handler, CompiledQuery query, FindRequest request) : FindRun(query)
    {
        public override bool IsIncomplete => request.IsIncomplete;

        public override IReadOnlyList<DicomDataSet>? FindAtHand() => handler.FindAtHand(request);

        public override IAsyncEnumerable<DicomDataSet> FindAsync(CancellationToken cancellation) => handler.FindAsync(request, cancellation);
    }
}
