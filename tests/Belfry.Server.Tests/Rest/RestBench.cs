using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests;

/// <summary>The whole server with an archive, and a client of its REST interface.</summary>
internal sealed class RestBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestServer _server;

    private RestBench(TemporaryFolder folder, TestServer server)
    {
        _folder = folder;
        _server = server;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
    }

    public HttpClient Client { get; }

    public Server.Composition.BelfryServer Server => _server.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RestBench> StartAsync(string more = "", string title = "BELFRY", ILoggerFactory? loggers = null, TimeProvider? clock = null)
    {
        var folder = new TemporaryFolder();
        var configuration = $$"""{ "DicomAet" : "{{title}}", "StorageDirectory" : "{{folder.Path}}/storage", "StableAge" : 60 {{more}} }""";
        return new RestBench(folder, await TestServer.StartAsync(configuration, folder.Path, Cancellation, loggers, clock));
    }

    /// <summary>An instance of a patient's study and series, all by their numbers.</summary>
    public static DicomDataSet Instance(string patient, int study, int series, int instance) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 100" },
        { Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7" },
        { Tags.SOPInstanceUID, $"1.2.{study}.{series}.{instance}" },
        { Tags.StudyDate, $"202601{study:00}" },
        { Tags.AccessionNumber, $"ACC-{study}" },
        { Tags.Modality, series % 2 == 0 ? "MR" : "CT" },
        { Tags.StudyDescription, $"Étude {study}" },
        { Tags.PatientName, $"{patient}^Ärztin" },
        { Tags.PatientID, patient },
        { Tags.StudyInstanceUID, $"1.2.{study}" },
        { Tags.SeriesInstanceUID, $"1.2.{study}.{series}" },
        { Tags.InstanceNumber, instance },
        { Tags.Rows, 2 },
        { Tags.Columns, 2 },
    };

    public static byte[] FileOf(DicomDataSet dataSet) => new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes();

    public Task<JsonElement> UploadAsync(DicomDataSet dataSet) => UploadAsync(FileOf(dataSet));

    public async Task<JsonElement> UploadAsync(byte[] file)
    {
        using var answer = await Client.PostAsync("instances", new ByteArrayContent(file), Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, Cancellation);
        Assert.Equal((path, System.Net.HttpStatusCode.OK), (path, answer.StatusCode));
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    public async Task<JsonElement> PostAsync(string path, string json)
    {
        using var answer = await Client.PostAsync(path, new StringContent(json, Encoding.UTF8), Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Sends a request, and gives the status and the text of the answer, whatever they are.</summary>
    public async Task<(int Status, string Text)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8) };
        using var answer = await Client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Waits until a job is over, and gives it as REST shows it.</summary>
    public async Task<JsonElement> EndOfJobAsync(string id)
    {
        await Server.Jobs.WaitForAsync(Guid.Parse(id), Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        return await GetAsync($"jobs/{id}");
    }

    /// <summary>The identifiers at a level.</summary>
    public async Task<List<string>> IdsAsync(string level) => Texts(await GetAsync(level));

    /// <summary>Sends a request that must fail, and gives what the server says: the status of HTTP and the number of the error.</summary>
    public async Task<(int Http, int Code)> FailAsync(HttpMethod method, string path, string? body = null, bool asksFirst = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8) };
        request.Headers.ExpectContinue = asksFirst;
        using var answer = await Client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        if (text.Length == 0)
            return ((int)answer.StatusCode, 0);
        var error = JsonDocument.Parse(text).RootElement;
        Assert.Equal(method.Method, error.GetProperty("Method").GetString());
        Assert.Equal((int)answer.StatusCode, error.GetProperty("HttpStatus").GetInt32());
        return ((int)answer.StatusCode, error.GetProperty("OrthancStatus").GetInt32());
    }

    public static List<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(static item => item.GetString() ?? "")];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
