using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Processes;

/// <summary>A native plugin answers for storage commitment in the whole server, which is killed at each step of its callbacks.</summary>
public sealed class NativeCommitmentKillTests : IAsyncDisposable, IDimseRoutes, IDimseService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Channel<CommitmentReport> _reports = Channel.CreateUnbounded<CommitmentReport>();
    private readonly DicomListener _modality;
    private volatile TaskCompletionSource? _unanswered;

    public NativeCommitmentKillTests() =>
        _modality = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, ReportSink.TakesRoles(), this);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("BLOCK_FACTORY_ON", 1)]
    [InlineData("BLOCK_FACTORY_ON", 2)]
    [InlineData("BLOCK_LOOKUP_ON", 1)]
    [InlineData("BLOCK_LOOKUP_ON", 2)]
    [InlineData(null, 1)] // The report is there and not answered.
    public async Task Kill_InACallbackOrBeforeTheReportIsAnswered_TheFactoryIsCalledAgainAndTheReportArrivesOnce(string? blocked, int version)
    {
        await _modality.StartAsync(Token);
        var gate = Path.Combine(_folder.Path, "go");
        List<string> definitions = ["REPORT_LOOKUPS", $"FIRST_VERSION={version}"];
        if (blocked is null)
            _unanswered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        else
            definitions.Add($"{blocked}={NativeCompiler.Literal(gate)}");
        var plugin = NativeCompiler.Compile("committing.c", _folder.Path, [.. definitions]);
        var configuration = _folder.Write("belfry.json", $$"""
            { "StorageDirectory" : "archive", "HttpServerEnabled" : false, "Plugins" : [ "{{JsonEncodedText.Encode(plugin)}}" ],
              "DicomModalities" : { "ct" : { "AET" : "CT1", "Host" : "127.0.0.1", "Port" : {{_modality.LocalEndPoints[0].Port}}, "CommitmentReport" : "New" } },
              "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }
            """);

        // 1.1.0 is there, 1.3.1 too when the gate is open, 1.1.2 is not.
        ReferencedInstance[] references = [Reference("1.1.0"), Reference("1.3.1"), Reference("1.1.2")];
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            await RequestAsync(server.DicomPort, references);
            if (_unanswered is { } report)
                await report.Task.WaitAsync(_patience, Token);
            await server.KillAsync();
        }

        _unanswered = null;

        Assert.Equal(0, _reports.Reader.Count);
        _folder.Write("go", "");
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            var report = await _reports.Reader.ReadAsync(Token).AsTask().WaitAsync(_patience, Token);
            Assert.Equal("2.25.1", report.TransactionUid.Value);
            Assert.Equal(references[..2], report.Committed);
            Assert.Equal([new FailedReference(references[2], CommitmentFailureReason.NoSuchObjectInstance)], report.Failed);
            await server.SignalAsync();
            var (code, errors) = await server.EndAsync();
            Assert.Equal(0, code);
            Assert.Single(errors, line => line.Contains("transaction=2.25.1", StringComparison.Ordinal));
            Assert.Single(errors, line => line.Contains("destroyed=2.25.1", StringComparison.Ordinal));
        }

        Assert.Equal(0, _reports.Reader.Count);
    }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => this;

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        var report = await CommitmentReport.ReadAsync(operation, CommitmentLimits.Default);
        if (_unanswered is { } unanswered)
        {
            unanswered.TrySetResult();
            await Task.Delay(Timeout.Infinite, operation.Cancellation);
        }

        await operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success));
        await _reports.Writer.WriteAsync(report, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _modality.DisposeAsync();
        _folder.Dispose();
    }

    private static ReferencedInstance Reference(string uid) => new(Uids.CTImageStorage, new DicomUid(uid));

    private static async Task RequestAsync(int port, ReferencedInstance[] references)
    {
        var request = AssociationRequest.Create(AETitle.Parse("CT1"), AETitle.Parse("ORTHANC"), [CommitmentSopClass.PushModel]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token);
        var response = await CommitmentHost.RequestAsync(association, new CommitmentAction(new DicomUid("2.25.1"), references), Token);
        Assert.Equal(DimseStatus.Success, response.Status);
    }
}
