using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>Query/Retrieve queries of the host. It does not tell the information model: PATIENT is a level of Patient Root alone, and Study Root takes the others.</summary>
internal sealed class FindExport
{
    private readonly (QueryRetrieveFindModel Model, FindTerms Terms) _patientRoot;
    private readonly (QueryRetrieveFindModel Model, FindTerms Terms) _studyRoot;
    private readonly QueryCache _queries = new();

    public FindExport(IFindHandler handler, ExportOptions options)
    {
        var find = FindOptions.Default with { Matching = options.Matching(MatchingPolicy.Baseline), RetrieveAETitle = options.LocalAETitle };
        _patientRoot = Of(QueryRetrieveModel.PatientRoot);
        _studyRoot = Of(QueryRetrieveModel.StudyRoot);

        (QueryRetrieveFindModel Model, FindTerms Terms) Of(QueryRetrieveModel root)
        {
            var model = new QueryRetrieveFindModel(handler, null, root, find);
            return (model, model.TermsOf(QueryRetrieveOptions.None));
        }
    }

    public void Answer(DicomDataSet keys, DicomConnection connection, IHostAnswers answers, CancellationToken cancellation)
    {
        var isPatient = QueryRetrieveLevels.TryParse(keys.GetString(Tags.QueryRetrieveLevel), out var level) && level == QueryRetrieveLevel.Patient;
        var (model, terms) = isPatient ? _patientRoot : _studyRoot;
        var syntax = TransferSyntax.ExplicitVRLittleEndian;
        var identifier = keys.ToBytes(syntax);
        if (_queries.Find(identifier, syntax, terms) is not { } query)
            _queries.Add(query = model.Compile(identifier, syntax, terms));
        Answering.Run(model.Start(query, connection), answers, cancellation);
    }
}
