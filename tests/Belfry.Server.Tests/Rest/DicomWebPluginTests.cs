using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Belfry.Dicom;

namespace Belfry.Server.Tests;

/// <summary>Debian's DICOMweb plugin (PS3.18): queries, metadata, bulk data, retrieval, storing.</summary>
public sealed class DicomWebPluginTests(DicomWebServer server) : IClassFixture<DicomWebServer>
{
    private const string Json = "application/dicom+json";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Qido_StudiesSeriesInstances_AreFound()
    {
        var bench = server.Bench;
        await bench.UploadAsync(Image("A", 1));
        await bench.UploadAsync(Image("B", 2));
        var studies = await GetAsync(bench, "dicom-web/studies?PatientID=B");
        Assert.Equal("1.2.2", ValueOf(Assert.Single(studies.EnumerateArray()), "0020000D"));
        Assert.Equal(2, (await GetAsync(bench, "dicom-web/studies?StudyDate=20260101-20260102")).GetArrayLength());
        Assert.Equal("1.2.1.1", ValueOf((await GetAsync(bench, "dicom-web/studies/1.2.1/series"))[0], "0020000E"));
        Assert.Equal("1.2.1.1.1", ValueOf((await GetAsync(bench, "dicom-web/studies/1.2.1/series/1.2.1.1/instances"))[0], "00080018"));
    }

    [Fact]
    public async Task Wado_MetadataBulkDataAndFiles_AreWhatWasStored()
    {
        var bench = server.Bench;
        await bench.UploadAsync(Image("C", 3));
        var metadata = (await GetAsync(bench, "dicom-web/studies/1.2.3/series/1.2.3.1/instances/1.2.3.1.1/metadata"))[0];
        Assert.Equal("C^Ärztin", metadata.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Alphabetic").GetString());
        PartOf(await SendAsync(bench, "dicom-web/studies/1.2.3/series/1.2.3.1/instances/1.2.3.1.1/metadata", "multipart/related; type=\"application/dicom+xml\""), out var xml);
        var family = XDocument.Load(new MemoryStream(xml)).Descendants(XName.Get("FamilyName", DicomXml.Namespace));
        Assert.Equal(["C"], family.Select(static name => name.Value));
        var bulk = new Uri(metadata.GetProperty("7FE00010").GetProperty("BulkDataURI").GetString() ?? "");
        Assert.Equal("application/octet-stream", PartOf(await SendAsync(bench, bulk.AbsolutePath[1..], "multipart/related; type=\"application/octet-stream\""), out var pixels));
        Assert.Equal([1, 2, 3, 4], pixels);
        Assert.Equal("application/dicom", PartOf(await SendAsync(bench, "dicom-web/studies/1.2.3", "multipart/related; type=\"application/dicom\""), out var file));
        Assert.Equal("C", DicomFile.Parse(file).DataSet.GetString(Tags.PatientID));
        PartOf(await SendAsync(bench, "dicom-web/studies/1.2.3/series/1.2.3.1/instances/1.2.3.1.1/frames/1", "multipart/related; type=\"application/octet-stream\""), out var frame);
        Assert.Equal([1, 2, 3, 4], frame);
        var uri = await bench.Client.GetByteArrayAsync("wado?requestType=WADO&studyUID=1.2.3&seriesUID=1.2.3.1&objectUID=1.2.3.1.1&contentType=application/dicom", Cancellation);
        Assert.Equal("1.2.3.1.1", DicomFile.Parse(uri).DataSet.GetString(Tags.SOPInstanceUID));
    }

    [Fact]
    public async Task Stow_Instances_AreStored()
    {
        var bench = server.Bench;
        using var content = new MultipartContent("related", "part") { Part(Image("D", 4)), Part(Image("E", 5)) };
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/related; type=\"application/dicom\"; boundary=part");
        using var request = new HttpRequestMessage(HttpMethod.Post, "dicom-web/studies") { Content = content };
        request.Headers.Accept.ParseAdd(Json);
        using var answer = await bench.Client.SendAsync(request, Cancellation);
        using var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(2, told.RootElement.GetProperty("00081199").GetProperty("Value").GetArrayLength());
        Assert.Equal("1.2.5", ValueOf((await GetAsync(bench, "dicom-web/studies?PatientID=E"))[0], "0020000D"));
    }

    private static DicomDataSet Image(string patient, int study)
    {
        var image = RestBench.Instance(patient, study, 1, 1);
        image.Set(Tags.SamplesPerPixel, 1);
        image.Set(Tags.BitsAllocated, 8);
        image.Set(Tags.BitsStored, 8);
        image.Set(Tags.HighBit, 7);
        image.Set(Tags.PixelRepresentation, 0L);
        image.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        image.Set(Tags.PixelData, VR.OB, new byte[] { 1, 2, 3, 4 });
        return image;
    }

    private static ByteArrayContent Part(DicomDataSet dataSet) =>
        new(RestBench.FileOf(dataSet)) { Headers = { ContentType = new MediaTypeHeaderValue("application/dicom") } };

    private static async Task<JsonElement> GetAsync(RestBench bench, string path)
    {
        using var answer = await SendAsync(bench, path, Json);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
    }

    private static async Task<HttpResponseMessage> SendAsync(RestBench bench, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var answer = await bench.Client.SendAsync(request, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        return answer;
    }

    private static string? ValueOf(JsonElement dataSet, string tag) => dataSet.GetProperty(tag).GetProperty("Value")[0].GetString();

    // The one part of an answer: its type, and its bytes.
    private static string? PartOf(HttpResponseMessage answer, out byte[] bytes)
    {
        using (answer)
        {
            var boundary = answer.Content.Headers.ContentType?.Parameters.Single(static p => p.Name == "boundary").Value ?? "";
            using var stream = answer.Content.ReadAsStream(Cancellation);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            var body = all.ToArray().AsSpan();
            var head = body.IndexOf("\r\n\r\n"u8);
            var end = body.LastIndexOf(System.Text.Encoding.ASCII.GetBytes($"\r\n--{boundary}--"));
            bytes = body[(head + 4)..end].ToArray();
            var type = System.Text.Encoding.ASCII.GetString(body[..head]).Split("\r\n").Single(static line => line.StartsWith("Content-Type: ", StringComparison.Ordinal));
            return type["Content-Type: ".Length..].Split(';')[0];
        }
    }
}
