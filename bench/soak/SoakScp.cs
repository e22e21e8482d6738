using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Soak;

/// <summary>Whom the server calls: takes the instances of C-MOVE, looks at each and keeps none, and the reports of storage commitment.</summary>
internal sealed class SoakScp : IAssociationPolicy, IDimseRoutes, IDimseService, IAsyncDisposable
{
    private static readonly DicomListenerOptions _options = new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)],
        MaxAssociations = 1000,
        MaxAssociationsPerAddress = 1000,
        MaxConnections = 2000,
        MaxConnectionsPerAddress = 2000,
    };

    private readonly CommitmentReports _reports;
    private readonly SoakTally _tally;
    private readonly DicomListener _listener;

    public SoakScp(CommitmentReports reports, SoakTally tally)
    {
        _reports = reports;
        _tally = tally;
        _listener = new DicomListener(_options, this, this);
    }

    public int Port => _listener.LocalEndPoint?.Port ?? throw new InvalidOperationException("It does not listen.");

    public Task StartAsync() => _listener.StartAsync(CancellationToken.None);

    public ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation) =>
        ValueTask.FromResult(AssociationDecision.Accept(
            [.. proposal.Request.PresentationContexts.Select(static context => PresentationContextAnswer.Accept(context.Id, context.TransferSyntaxes[0]))]) with
        {
            RoleSelections = proposal.Request.UserInformation.RoleSelections,
        });

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request switch
    {
        CEchoRequest => VerificationProvider.Instance,
        CStoreRequest => this,
        NEventReportRequest => _reports.Find(association, context, request),
        _ => null,
    };

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        try
        {
            SoakInstance.Recognize(await operation.ReadDataSetAsync(int.MaxValue));
        }
        catch (Exception fault) when (fault is InvalidDataException or DicomFormatException)
        {
            _tally.Fault($"moved: {fault.Message}");
        }

        _tally.Done("instances moved");
        await operation.RespondAsync(new CStoreResponse(DimseStatus.Success));
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
