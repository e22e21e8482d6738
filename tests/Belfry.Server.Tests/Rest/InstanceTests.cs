using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;

namespace Belfry.Server.Tests;

public sealed class InstanceTests
{
    private static readonly string _instance = ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1")).ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_ThreeForms_SpellTheSame()
    {
        await using var bench = await RestBench.StartAsync();
        var dataSet = RestBench.Instance("P1", 1, 1, 1);
        dataSet.Set(Tags.ImageComments, new string('x', 300));
        dataSet.Set(Tags.PixelData, VR.OB, new byte[] { 1, 2, 3, 4 });
        await bench.UploadAsync(dataSet);

        var full = await bench.GetAsync($"instances/{_instance}/tags");
        var brief = await bench.GetAsync($"instances/{_instance}/tags?short");
        var named = await bench.GetAsync($"instances/{_instance}/simplified-tags");

        Assert.Equal(("PatientName", "String", "P1^Ärztin"), Entry(full, "0010,0010"));
        Assert.Equal(("PixelData", "Null", null), Entry(full, "7fe0,0010"));
        Assert.Equal(("ImageComments", "TooLong", null), Entry(full, "0020,4000"));
        Assert.Equal("P1^Ärztin", brief.GetProperty("0010,0010").GetString());
        Assert.Equal("P1^Ärztin", named.GetProperty("PatientName").GetString());
        Assert.Equal(300, (await bench.GetAsync($"instances/{_instance}/tags?short&ignore-length=0020-4000")).GetProperty("0020,4000").GetString()?.Length);
        Assert.Equal("1.2.840.10008.1.2.1", (await bench.GetAsync($"instances/{_instance}/header?simplify")).GetProperty("TransferSyntaxUID").GetString());
        Assert.Equal([0], (await bench.GetAsync($"instances/{_instance}/frames")).EnumerateArray().Select(static frame => frame.GetInt32()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "StorageCompression" : true""")]
    public async Task File_WholeAndRange_AreTheBytesThatCame(string more)
    {
        await using var bench = await RestBench.StartAsync(more);
        var sent = RestBench.Instance("P1", 1, 1, 1);
        await bench.UploadAsync(sent);

        var file = await bench.Client.GetByteArrayAsync($"instances/{_instance}/file", Cancellation);
        using var attachment = await bench.Client.GetAsync($"instances/{_instance}/attachments/dicom/data?filename=my.dcm", Cancellation);

        Assert.Equal(sent.ToBytes(TransferSyntax.ExplicitVRLittleEndian), DicomFile.Parse(file).DataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        Assert.Equal(file, await attachment.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("filename=\"my.dcm\"", attachment.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal($"{file.Length}", await bench.Client.GetStringAsync($"instances/{_instance}/attachments/dicom/size", Cancellation));
        if (more.Length > 0)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"instances/{_instance}/file") { Headers = { Range = new RangeHeaderValue(128, 131) } };
        using var range = await bench.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.PartialContent, range.StatusCode);
        Assert.Equal("DICM", await range.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("lines=0-5", HttpStatusCode.OK)]
    [InlineData("lines=0-5,7-9", HttpStatusCode.OK)]
    [InlineData("bytes", HttpStatusCode.OK)]
    [InlineData("Bytes=0-5", HttpStatusCode.PartialContent)]
    [InlineData("bytes=1000000-", HttpStatusCode.RequestedRangeNotSatisfiable)]
    [Trait("Section", "RFC 9110 14.2")]
    public async Task File_ARangeOfSomeUnit_IsHeededForBytesAlone(string range, HttpStatusCode status)
    {
        await using var bench = await RestBench.StartAsync();
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var file = await bench.Client.GetByteArrayAsync($"instances/{_instance}/file", Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"instances/{_instance}/file");
        request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await bench.Client.SendAsync(request, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(["bytes"], answer.Headers.AcceptRanges);
        if (status == HttpStatusCode.OK)
            Assert.Equal(file, await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Content_PathsOfTagsAndItems_GiveNamesAndBytes()
    {
        await using var bench = await RestBench.StartAsync();
        var dataSet = RestBench.Instance("P1", 1, 1, 1);
        dataSet.Set(Tags.RequestAttributesSequence, new DicomDataSet { { Tags.ScheduledProcedureStepID, "SPS1" } });
        dataSet.Set(Tags.PixelData, VR.OB, new byte[] { 1, 2, 3, 4 });
        await bench.UploadAsync(dataSet);

        Assert.Contains("0010-0010", RestBench.Texts(await bench.GetAsync($"instances/{_instance}/content")));
        Assert.Equal(["0"], RestBench.Texts(await bench.GetAsync($"instances/{_instance}/content/RequestAttributesSequence")));
        Assert.Equal(["0040-0009"], RestBench.Texts(await bench.GetAsync($"instances/{_instance}/content/0040-0275/0")));
        Assert.Equal("SPS1", await bench.Client.GetStringAsync($"instances/{_instance}/content/0040-0275/0/0040-0009", Cancellation));
        Assert.Equal(["0"], RestBench.Texts(await bench.GetAsync($"instances/{_instance}/content/PixelData")));
        Assert.Equal([1, 2, 3, 4], await bench.Client.GetByteArrayAsync($"instances/{_instance}/content/PixelData/0", Cancellation));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, $"instances/{_instance}/content/PatientSex"));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, $"instances/{_instance}/content/0040-0275/1"));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, $"instances/{_instance}/content/0040-0275/99999999999"));
        Assert.Equal((400, 27), await bench.FailAsync(HttpMethod.Get, $"instances/{_instance}/content/Nonsense"));
    }

    [Fact]
    public async Task Metadata_ByName_HasItsRevision()
    {
        await using var bench = await RestBench.StartAsync();
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));

        var all = await bench.GetAsync($"instances/{_instance}/metadata?expand");
        using var one = await bench.Client.GetAsync($"instances/{_instance}/metadata/TransferSyntax", Cancellation);
        using var known = new HttpRequestMessage(HttpMethod.Get, $"instances/{_instance}/metadata/9");
        known.Headers.IfNoneMatch.Add(one.Headers.ETag ?? throw new InvalidOperationException("No ETag."));
        using var unchanged = await bench.Client.SendAsync(known, Cancellation);

        Assert.Equal("RestApi", all.GetProperty("Origin").GetString());
        Assert.Equal("127.0.0.1", all.GetProperty("RemoteIP").GetString());
        Assert.Equal("1.2.840.10008.1.2.1", await one.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal((404, 7), await bench.FailAsync(HttpMethod.Get, $"instances/{_instance}/metadata/Nonsense"));
        Assert.Equal((404, 0), await bench.FailAsync(HttpMethod.Get, $"instances/{_instance}/metadata/ModifiedFrom"));
    }

    [Fact]
    public async Task Upload_ZipGzipAndForm_StoreEachFile()
    {
        await using var bench = await RestBench.StartAsync();
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var number in (int[])[1, 2])
            {
                await using var entry = archive.CreateEntry($"folder/{number}.dcm").Open();
                await entry.WriteAsync(RestBench.FileOf(RestBench.Instance("P1", 1, 1, number)), Cancellation);
            }

            await using var other = archive.CreateEntry("README").Open();
            await other.WriteAsync("no DICOM"u8.ToArray(), Cancellation);
        }

        using var packed = new ByteArrayContent(Gzip(RestBench.FileOf(RestBench.Instance("P2", 2, 1, 1))));
        packed.Headers.ContentEncoding.Add("gzip");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P3", 3, 1, 1))), "files[]", "a.dcm" } };

        Assert.Equal(2, (await bench.UploadAsync(zip.ToArray())).GetArrayLength());
        using var gzipped = await bench.Client.PostAsync("instances", packed, Cancellation);
        using var formed = await bench.Client.PostAsync("instances", form, Cancellation);

        Assert.True(gzipped.IsSuccessStatusCode);
        Assert.Equal(1, JsonDocument.Parse(await formed.Content.ReadAsStringAsync(Cancellation)).RootElement.GetArrayLength());
        Assert.Equal(3, (await bench.GetAsync("patients")).GetArrayLength());
    }

    [Fact]
    public async Task Upload_WithoutMetaInformation_IsStored()
    {
        await using var bench = await RestBench.StartAsync();

        var stored = await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1).ToBytes(TransferSyntax.ImplicitVRLittleEndian));

        Assert.Equal(_instance, stored.GetProperty("ID").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no DICOM file, and it is long enough to be looked at as one by a reader that trusts lengths")]
    [InlineData("PK\u0003\u0004 no zip")]
    public async Task Upload_NoDicom_IsRefusedAndNothingIsStored(string body)
    {
        await using var bench = await RestBench.StartAsync();

        Assert.Equal((400, 15), await bench.FailAsync(HttpMethod.Post, "instances", body));

        Assert.Equal(0, (await bench.GetAsync("instances")).GetArrayLength());
    }

    [Fact]
    public async Task Upload_DamagedGzipOrCutForm_IsRefused()
    {
        await using var bench = await RestBench.StartAsync();
        using var gzip = new ByteArrayContent([1, 2, 3, 4, 5]);
        gzip.Headers.ContentEncoding.Add("gzip");
        var form = Encoding.Latin1.GetBytes("--x\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"a\"\r\n\r\n")
            .Concat(RestBench.FileOf(RestBench.Instance("P1", 1, 1, 1))).ToArray();
        using var cut = new ByteArrayContent(form);
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

        foreach (var content in (HttpContent[])[gzip, cut])
        {
            using var answer = await bench.Client.PostAsync("instances", content, Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(0, (await bench.GetAsync("instances")).GetArrayLength());
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(500_000)]
    public async Task Upload_GzipCutBehindTheBeginning_IsTheClientsFault(int pixels)
    {
        await using var bench = await RestBench.StartAsync();
        var dataSet = RestBench.Instance("P1", 1, 1, 1);
        var noise = new byte[pixels];
        new Random(7).NextBytes(noise);
        dataSet.Set(Tags.BitsAllocated, 8);
        dataSet.Set(Tags.PixelData, VR.OB, noise);
        var whole = Gzip(RestBench.FileOf(dataSet));
        using var cut = new ByteArrayContent(whole[..^(pixels / 3)]);
        cut.Headers.ContentEncoding.Add("gzip");

        using var answer = await bench.Client.PostAsync("instances", cut, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, (await bench.GetAsync("instances")).GetArrayLength());
    }

    private static (string? Name, string? Type, string? Value) Entry(JsonElement tags, string tag)
    {
        var entry = tags.GetProperty(tag);
        return (entry.GetProperty("Name").GetString(), entry.GetProperty("Type").GetString(), entry.GetProperty("Value").GetString());
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return output.ToArray();
    }
}
