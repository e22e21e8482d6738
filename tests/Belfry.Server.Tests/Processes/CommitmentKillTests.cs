using System.Net;
using System.Threading.Channels;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Processes;

/// <summary>The server is killed at each step of a storage commitment: whoever was told that its request is kept gets its report.</summary>
public sealed class CommitmentKillTests : IAsyncDisposable, IDimseRoutes, IDimseService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly ReferencedInstance _stored = new(Uids.CTImageStorage, new DicomUid("1.2.826.1.1.1"));
    private static readonly ReferencedInstance _missing = new(Uids.CTImageStorage, new DicomUid("1.2.826.1.1.2"));

    private readonly TemporaryFolder _folder = new();
    private readonly Channel<(CommitmentReport Report, TaskCompletionSource<DimseStatus> Answer)> _reports =
        Channel.CreateUnbounded<(CommitmentReport, TaskCompletionSource<DimseStatus>)>();
    private readonly DicomListener _modality;
    private int _lastTransaction;

    public CommitmentKillTests()
    {
        var policy = ReportSink.TakesRoles();
        _modality = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, policy, this);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_AtEachStep_EachTransactionGetsItsReport()
    {
        await _modality.StartAsync(Token);
        var configuration = _folder.Write("belfry.json", $$"""
            { "StorageDirectory" : "archive", "HttpServerEnabled" : false, "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] },
              "DicomModalities" : { "ct" : { "AET" : "CT1", "Host" : "127.0.0.1", "Port" : {{_modality.LocalEndPoints[0].Port}}, "CommitmentReport" : "New" } } }
            """);

        // As soon as the request is answered.
        string atOnce;
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            await StoreAsync(server.DicomPort);
            atOnce = await RequestAsync(server.DicomPort);
            await server.KillAsync();
        }

        string whileReported;
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            await ExpectAsync(atOnce, DimseStatus.Success);

            // When the report is there and not answered yet.
            whileReported = await RequestAsync(server.DicomPort);
            var (report, _) = await NextAsync();
            Assert.Equal(whileReported, report.TransactionUid.Value);
            await server.KillAsync();
        }

        string whileWaiting;
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            await ExpectAsync(whileReported, DimseStatus.Success);

            // While it waits to send the report again.
            whileWaiting = await RequestAsync(server.DicomPort);
            await ExpectAsync(whileWaiting, GeneralStatus.ProcessingFailure);
            await server.KillAsync();
        }

        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            await ExpectAsync(whileWaiting, DimseStatus.Success);
            var last = await RequestAsync(server.DicomPort);
            await ExpectAsync(last, DimseStatus.Success);
        }

        Assert.Equal(0, _reports.Reader.Count);
    }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => this;

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        var report = await CommitmentReport.ReadAsync(operation, CommitmentLimits.Default);
        var answer = new TaskCompletionSource<DimseStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _reports.Writer.WriteAsync((report, answer), operation.Cancellation);
        await operation.RespondAsync(operation.Request.CreateResponse(await answer.Task.WaitAsync(operation.Cancellation)));
    }

    public async ValueTask DisposeAsync()
    {
        await _modality.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(CommitmentReport Report, TaskCompletionSource<DimseStatus> Answer)> NextAsync() =>
        await _reports.Reader.ReadAsync(Token).AsTask().WaitAsync(_patience, Token);

    private async Task ExpectAsync(string transaction, DimseStatus answer)
    {
        var (report, answering) = await NextAsync();
        Assert.Equal(transaction, report.TransactionUid.Value);
        Assert.Equal([_stored], report.Committed);
        Assert.Equal([new FailedReference(_missing, CommitmentFailureReason.NoSuchObjectInstance)], report.Failed);
        answering.SetResult(answer);
    }

    private async Task<string> RequestAsync(int port)
    {
        var uid = $"2.25.{++_lastTransaction}";
        var request = AssociationRequest.Create(AETitle.Parse("CT1"), AETitle.Parse("ORTHANC"), [CommitmentSopClass.PushModel]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token);
        var response = await CommitmentHost.RequestAsync(association, new CommitmentAction(new DicomUid(uid), [_stored, _missing]), Token);
        Assert.Equal(DimseStatus.Success, response.Status);
        return uid;
    }

    private static async Task StoreAsync(int port)
    {
        var request = AssociationRequest.Create(AETitle.Parse("CT1"), AETitle.Parse("ORTHANC"), [Uids.CTImageStorage], Uids.ExplicitVRLittleEndian);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token);
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SOPClassUID, _stored.SopClassUid);
        dataSet.Set(Tags.SOPInstanceUID, _stored.SopInstanceUid);
        dataSet.Set(Tags.PatientID, "P1");
        dataSet.Set(Tags.StudyInstanceUID, new DicomUid("1.2.826.1"));
        dataSet.Set(Tags.SeriesInstanceUID, new DicomUid("1.2.826.1.1"));
        using var bytes = new MemoryStream(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        var reply = await association.StoreAsync(
            association.PresentationContexts[0], new CStoreRequest(_stored.SopClassUid, _stored.SopInstanceUid), bytes, _patience, Token);
        Assert.Equal(DimseStatus.Success, reply.Status);
        await association.ReleaseAsync(Token);
    }
}
