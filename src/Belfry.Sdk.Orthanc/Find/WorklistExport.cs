using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>Worklist queries of the host.</summary>
internal sealed class WorklistExport
{
    private readonly WorklistModel _model;
    private readonly FindTerms _terms;
    private readonly QueryCache _queries = new();

    public WorklistExport(IWorklistHandler handler, ExportOptions options)
    {
        var matching = options.Matching(MatchingPolicy.Worklist);
        _model = new WorklistModel(handler, matching);
        _terms = new FindTerms(matching);
    }

    /// <param name="file">The query as the host gives it: a DICOM file in the transfer syntax of the presentation context.</param>
    /// <param name="connection">Who asks.</param>
    /// <param name="answers">Where the answers go.</param>
    /// <param name="cancellation">The plugin stops, or the time is over.</param>
    public void Answer(byte[] file, DicomConnection connection, IHostAnswers answers, CancellationToken cancellation)
    {
        var syntax = DicomFile.ParseHead(file, out var offset).TransferSyntax;
        var identifier = file.AsMemory(offset);
        if (_queries.Find(identifier.Span, syntax, _terms) is not { } query)
            _queries.Add(query = _model.Compile(identifier, syntax, _terms));
        Answering.Run(_model.Start(query, connection), answers, cancellation);
    }
}
