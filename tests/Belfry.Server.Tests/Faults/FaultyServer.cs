using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests.Faults;

/// <summary>A server with an archive in a folder that something happens to, and what its peers see.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    public const string Configuration = """
        { "DicomAet" : "BELFRY", "StorageDirectory" : "archive", "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowGet" : true, "StableAge" : 1 }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _acknowledged = [];
    private TestServer? _server;

    public LogLines Lines { get; } = new();

    public string Folder => _folder.Path;

    public string Archive => Path.Combine(_folder.Path, "archive");

    public string Index => Path.Combine(Archive, "index.db");

    public int DicomPort => Running.DicomPort;

    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Archive, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path).Length == 32)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestServer Running => _server ?? throw new InvalidOperationException("The server does not run.");

    public static async Task<FaultyServer> StartAsync(TimeProvider? clock = null)
    {
        var server = new FaultyServer();
        await server.StartAgainAsync(clock);
        return server;
    }

    /// <summary>A server that has stored some instances of the study 1.2.3 and was stopped.</summary>
    public static async Task<FaultyServer> FilledAsync(int instances = 40)
    {
        var server = await StartAsync();
        for (var i = 1; i <= instances; i++)
            Assert.Equal(0, (await server.StoreAsync($"1.2.3.4.{i}")).Status.Code);
        await server.StopAsync();
        return server;
    }

    public async Task StartAgainAsync(TimeProvider? clock = null) => _server = await TestServer.StartAsync(Configuration, Folder, Token, Lines, clock);

    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    public ValueTask<Association> AssociateAsync(params DicomUid[] sopClasses) => AssociateAsync(DicomPort, sopClasses);

    public static ValueTask<Association> AssociateAsync(int port, params DicomUid[] sopClasses) => new AssociationRequestor().RequestAsync(
        "127.0.0.1", port, AssociationRequest.Create(AETitle.Parse("PEER"), AETitle.Parse("BELFRY"), sopClasses, Uids.ExplicitVRLittleEndian), Token);

    /// <summary>Stores an instance with so many bytes of pixels; what succeeds is counted as acknowledged.</summary>
    public Task<DimseResponse> StoreAsync(string uid, int pixels = 512) => StoreAsync(DicomPort, uid, pixels);

    public async Task<DimseResponse> StoreAsync(int port, string uid, int pixels)
    {
        await using var association = await AssociateAsync(port, Uids.CTImageStorage);
        var request = new CStoreRequest(Uids.CTImageStorage, new DicomUid(uid));
        var replies = await association.InvokeAsync(request, Image(uid, pixels), Token).ToListAsync(Token);
        var response = replies[^1].Response;
        if (response.Status == DimseStatus.Success)
            _acknowledged.Add(uid);
        return response;
    }

    /// <summary>Asks for the instances of the study: the final response, and which instances were told of.</summary>
    public Task<(DimseResponse Final, HashSet<string> Found)> FindAsync() => FindAsync(DicomPort);

    public static async Task<(DimseResponse Final, HashSet<string> Found)> FindAsync(int port)
    {
        var model = Uids.StudyRootQueryRetrieveInformationModelFind;
        await using var association = await AssociateAsync(port, model);
        var query = new DicomDataSet
        {
            { Tags.QueryRetrieveLevel, "IMAGE" }, { Tags.StudyInstanceUID, "1.2.3" }, { Tags.SeriesInstanceUID, "1.2.3.4" }, { Tags.SOPInstanceUID, "" },
        };
        var replies = await association.InvokeAsync(new CFindRequest(model), query, Token).ToListAsync(Token);
        return (replies[^1].Response, [.. replies[..^1].Select(static reply => reply.DataSet?.GetString(Tags.SOPInstanceUID) ?? "")]);
    }

    /// <summary>All that was acknowledged is told of, and its data is what was sent.</summary>
    public async Task AssertNothingLostAsync()
    {
        var (final, found) = await FindAsync();
        Assert.Equal(0, final.Status.Code);
        Assert.Superset(_acknowledged, found);
        foreach (var uid in _acknowledged)
            Assert.Equal(uid, (await ReadAsync(uid)).GetString(Tags.SOPInstanceUID));
    }

    /// <summary>Reads an instance as a retrieve does.</summary>
    public async Task<DicomDataSet> ReadAsync(string uid)
    {
        var source = await Running.Running.Archive!.Instances.FindAsync(new DicomUid(uid), Token);
        Assert.True(source is not null, $"{uid} is not there.");
        await using var stream = await source.OpenAsync(Token);
        return await DicomDataSet.ReadAsync(stream, source.TransferSyntax, cancellation: Token);
    }

    /// <summary>Someone else is served.</summary>
    public async Task AssertServesAsync()
    {
        await using var association = await AssociateAsync(Uids.Verification);
        var replies = await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).ToListAsync(Token);
        Assert.Equal(DimseStatus.Success, Assert.Single(replies).Status);
    }

    /// <summary>Status, and the body, of a request of HTTP.</summary>
    public async Task<(int Status, string Text)> HttpAsync(HttpMethod method, string path, byte[]? body = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Running.HttpPort}/") };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        using var answer = await client.SendAsync(request, Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    public bool HasLine(LogLevel level, string text) => Lines.All.Any(line => line.Level == level && line.Text.Contains(text, StringComparison.Ordinal));

    public static DicomDataSet Image(string uid, int pixels)
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, uid },
            { Tags.PatientID, "P1" },
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.SeriesInstanceUID, "1.2.3.4" },
        };
        dataSet.Set(Tags.PixelData, VR.OW, new byte[pixels]);
        return dataSet;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Lines.Dispose();
        _folder.Dispose();
    }
}
