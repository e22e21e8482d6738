using System.Collections.Concurrent;
using System.Diagnostics;
using Belfry.Cli;
using Belfry.Server.Composition;

namespace Belfry.Server.Tests.Telemetry;

/// <summary>What a collector of OpenTelemetry gets, and how what is traced hangs together.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Export_Operations_ReachTheCollectorAsTracesAndMetrics()
    {
        await using var collector = await Collector.StartAsync();
        var server = await TestServer.StartAsync(
            $$"""{ "Name" : "tower", "Belfry" : { "Telemetry" : { "Endpoint" : "{{collector.Address}}", "Protocol" : "http/protobuf" } } }""", _folder.Path, Token);
        await RunAsync("echo", $"TOLD@127.0.0.1:{server.DicomPort}", "--calling", "EXPORTED");
        await server.DisposeAsync();
        var traces = collector.BodiesOf("/v1/traces");
        Assert.All((string[])["association", "C-ECHO", "EXPORTED", "TOLD", "Verification SOP Class", "0000H", "tower"], text => Assert.Contains(text, traces));
        Assert.All((string[])["belfry.operations.duration", "belfry.peers.operations.duration", "EXPORTED"], text => Assert.Contains(text, collector.BodiesOf("/v1/metrics")));
    }

    [Fact]
    public async Task Export_ByGrpc_ReachesTheCollectorAsSpansAndMetrics()
    {
        const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
        const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
        await using var collector = await Collector.StartAsync(grpc: true);
        var server = await TestServer.StartAsync(
            $$"""{ "Name" : "tower", "Belfry" : { "Telemetry" : { "Endpoint" : "{{collector.Address}}" } } }""", _folder.Path, Token);
        await RunAsync("echo", $"TOLD@127.0.0.1:{server.DicomPort}", "--calling", "BYGRPC");
        await server.DisposeAsync();

        // Resource spans, scope spans, spans; in one: itself, parent, name, kind, attributes. The tool runs in this process and has spans of kind 3, as a client.
        var spans = collector.MessagesOf(Traces).SelectMany(static message => ProtobufFields.Find(message, 1, 2, 2)).ToList();
        var mine = spans.Where(static span => ProtobufFields.Texts(span, 9, 2, 1).Contains("BYGRPC") && ProtobufFields.Texts(span, 6) is ["\u0002"]).ToList();
        var association = Assert.Single(mine, static span => ProtobufFields.Texts(span, 5) is ["association"] && !ProtobufFields.Find(span, 4).Any(static parent => parent.Length > 0));
        Assert.Contains(mine, span => ProtobufFields.Texts(span, 5) is ["C-ECHO"] && ParentOf(span) == IdOf(association));
        Assert.All(collector.MessagesOf(Traces), static message => Assert.Contains("tower", ProtobufFields.Texts(message, 1, 1, 1, 2, 1)));
        var metrics = collector.MessagesOf(Metrics).SelectMany(static message => ProtobufFields.Texts(message, 1, 2, 2, 1)).ToHashSet();
        Assert.Contains("belfry.operations.duration", metrics);

        static string IdOf(ReadOnlyMemory<byte> span) => Convert.ToHexString(Assert.Single(ProtobufFields.Find(span, 2)).Span);
        static string ParentOf(ReadOnlyMemory<byte> span) => Convert.ToHexString(ProtobufFields.Find(span, 4).FirstOrDefault().Span);
    }

    [Fact]
    public async Task Export_NoCollectorThere_ServesAllTheSame()
    {
        await using var server = await TestServer.StartAsync(
            """{ "Belfry" : { "Telemetry" : { "Endpoint" : "http://127.0.0.1:1", "Protocol" : "http/protobuf" } } }""", _folder.Path, Token);
        Assert.Equal(ExitCodes.Success, await RunAsync("echo", $"127.0.0.1:{server.DicomPort}"));
    }

    [Fact]
    public async Task Trace_Query_LeadsFromAssociationToOperationToCallback()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name.StartsWith("Belfry.", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await TestServer.StartAsync($$"""{ "StorageDirectory" : "{{_folder.Path}}/storage", "DicomAlwaysAllowFind" : true }""", _folder.Path, Token);
        Assert.Equal(ExitCodes.NothingFound, await RunAsync("find", $"127.0.0.1:{server.DicomPort}", "--calling", "FOLLOWED", "--study-root"));
        await server.DisposeAsync();
        var mine = ended.Where(static activity => activity.GetTagItem("dicom.calling_ae") as string == "FOLLOWED").ToList();

        // The tool runs in this process: its own side is traced too, as that of a client.
        var association = Assert.Single(mine, static one => one is { OperationName: "association", Kind: ActivityKind.Server });
        var operation = Assert.Single(mine, static one => one is { OperationName: "C-FIND", Kind: ActivityKind.Server });
        var callback = Assert.Single(ended, one => one.OperationName == "callback C-FIND" && one.TraceId == operation.TraceId);
        Assert.Equal(association.SpanId, operation.ParentSpanId);
        Assert.Equal(operation.SpanId, callback.ParentSpanId);
        Assert.Equal("Belfry.Archive.ArchiveFindHandler", callback.GetTagItem("belfry.handler"));
        Assert.Equal(("0000H", ActivityStatusCode.Unset), (operation.GetTagItem("dicom.status"), operation.Status));
        var invocation = Assert.Single(mine, static one => one is { OperationName: "C-FIND", Kind: ActivityKind.Client });
        Assert.Equal(Assert.Single(mine, static one => one is { OperationName: "association", Kind: ActivityKind.Client }).SpanId, invocation.ParentSpanId);
        Assert.Equal(operation.GetTagItem("dicom.message_id"), invocation.GetTagItem("dicom.message_id"));
    }

    [Theory]
    [InlineData("C-MOVE")]
    [InlineData("C-GET")]
    public async Task Trace_Retrieve_LeadsFromAssociationThroughOperationAndCallbackToSubOperations(string service)
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name.StartsWith("Belfry.", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var title = "T" + service.Replace("-", "", StringComparison.Ordinal);
        await using (var both = await PeerBench.StartAsync(""", "DicomAlwaysAllowMove" : true, "DicomAlwaysAllowGet" : true"""))
        {
            await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
            string[] to = service == "C-MOVE" ? ["move", "--to", "PEER"] : ["get", "--output", _folder.Path];
            Assert.Equal(ExitCodes.Success, await RunAsync([.. to, $"127.0.0.1:{both.Bench.Server.DicomEndPoints[0].Port}", "--calling", title, "-k", "StudyInstanceUID=1.2.1"]));
        }

        var operation = Assert.Single(ended, one => one.OperationName == service && one.Kind == ActivityKind.Server && one.GetTagItem("dicom.calling_ae") as string == title);
        Assert.Equal(("association", title), (OfParent(operation)?.OperationName, OfParent(operation)?.GetTagItem("dicom.calling_ae")));
        var callback = Assert.Single(ended, one => one.OperationName == $"callback {service}" && OfParent(one) == operation);
        var store = Assert.Single(ended, one => one.OperationName == "C-STORE" && OfParent(one) == callback);
        Assert.Equal((ActivityKind.Client, "0000H"), (store.Kind, store.GetTagItem("dicom.status")));
        Assert.Equal(service == "C-MOVE" ? 1 : 0, ended.Count(one => one.OperationName == "association" && OfParent(one) == callback));

        Activity? OfParent(Activity one) => ended.SingleOrDefault(other => other.SpanId == one.ParentSpanId && other.TraceId == one.TraceId);
    }

    private static async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        return await Tool.RunAsync(Tool.Create(ServeCommand.Create()), arguments, output, output, cancellation: Token);
    }
}
