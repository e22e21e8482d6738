using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests;

/// <summary>The whole server with an archive and a native plugin that is compiled for the test.</summary>
internal sealed class NativeRestBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RestBench _bench;

    private NativeRestBench(TemporaryFolder folder, RestBench bench, RecordingLoggers log) => (_folder, _bench, Log) = (folder, bench, log);

    public RestBench Bench => _bench;

    public HttpClient Client => _bench.Client;

    public RecordingLoggers Log { get; }

    /// <summary>The file that a plugin waits for.</summary>
    public string Gate => GateIn(_folder.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<NativeRestBench> StartAsync(string source, string more = "", params string[] definitions)
    {
        var folder = new TemporaryFolder();
        var library = NativeCompiler.Compile(source, folder.Path, [$"BLOCK_ON={NativeCompiler.Literal(GateIn(folder.Path))}", .. definitions]);
        var log = new RecordingLoggers();
        return new NativeRestBench(folder, await RestBench.StartAsync($", \"Plugins\" : {JsonSerializer.Serialize(new[] { library })} {more}", loggers: log), log);
    }

    /// <summary>The newest report of the plugin under a name.</summary>
    public string LastReport(string name) => Log.Reports(name)[^1];

    /// <summary>Sends a request and gives its status and its body as text.</summary>
    public async Task<(int Status, string Text)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        using var answer = await Client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    public async Task<string> GetAsync(string path)
    {
        var (status, text) = await SendAsync(HttpMethod.Get, path);
        Assert.Equal((path, 200), (path, status));
        return text;
    }

    /// <summary>Sends an instance by C-STORE.</summary>
    public async Task<DimseStatus> StoreAsync(string patient)
    {
        var dataSet = RestBench.Instance(patient, 1, 1, 1);
        var sopClass = dataSet.GetUid(Tags.SOPClassUID) ?? default;
        var request = AssociationRequest.Create(AETitle.Parse("STORESCU"), AETitle.Parse("BELFRY"), [sopClass], Uids.ExplicitVRLittleEndian);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", _bench.Server.DicomEndPoints[0].Port, request, Cancellation);
        var status = DimseStatus.Success;
        await foreach (var reply in association.InvokeAsync(new CStoreRequest(sopClass, dataSet.GetUid(Tags.SOPInstanceUID) ?? default), dataSet, Cancellation))
            status = reply.Status;
        await association.ReleaseAsync(Cancellation);
        return status;
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever waits goes on, so that the plugin can end.
        await File.WriteAllTextAsync(Gate, "", CancellationToken.None);
        await _bench.DisposeAsync();
        _folder.Dispose();
    }

    private static string GateIn(string folder) => Path.Combine(folder, "gate");
}

/// <summary>The server with the plugin of <c>rest.c</c>, for all tests of a class.</summary>
public sealed class NativeRestServer : IAsyncLifetime
{
    private NativeRestBench? _bench;

    internal NativeRestBench Bench => _bench!; // Made before the first test.

    public async ValueTask InitializeAsync() => _bench = await NativeRestBench.StartAsync("rest.c");

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
            await _bench.DisposeAsync();
    }
}
