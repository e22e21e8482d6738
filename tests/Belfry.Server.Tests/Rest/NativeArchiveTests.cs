using Belfry.Dicom;

namespace Belfry.Server.Tests;

/// <summary>Native plugins and the archive: changes, filters, instances.</summary>
public sealed class NativeArchiveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_FromStartToStop_AreToldInOrder()
    {
        var bench = await NativeRestBench.StartAsync("archive.c");
        await using (bench)
        {
            Assert.Equal("10 4 -", bench.Log.Report("change"));
            var first = await bench.Bench.UploadAsync(RestBench.Instance("P", 1, 1, 1));
            var (instance, series, study, patient) = (IdOf(first, "ID"), IdOf(first, "ParentSeries"), IdOf(first, "ParentStudy"), IdOf(first, "ParentPatient"));
            await bench.Log.WaitForPluginLineAsync($"change=2 0 {patient}");
            Assert.Equal(
                ["10 4 -", $"3 3 {instance}", $"5 2 {series}", $"6 1 {study}", $"4 0 {patient}", $"2 2 {series}", $"2 1 {study}", $"2 0 {patient}"],
                bench.Log.Reports("change"));
            Assert.Equal(instance, bench.Log.Report("stored"));
            await bench.Bench.UploadAsync(RestBench.Instance("P", 1, 1, 2));
            await bench.SendAsync(HttpMethod.Delete, $"patients/{patient}");
            await bench.Log.WaitForPluginLineAsync($"change=1 0 {patient}");
            Assert.Equal(8 + 4 + 1, bench.Log.Reports("change").Count);
        }

        Assert.Equal("11 4 -", bench.LastReport("change"));
        Assert.Equal(["0", "0"], bench.Log.Reports("patients-then"));
    }

    [Fact]
    public async Task Changes_OfWhatRestPutsBesideResources_AreTold()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        var study = IdOf(await bench.Bench.UploadAsync(RestBench.Instance("P", 1, 1, 1)), "ParentStudy");
        await bench.Bench.SendAsync(HttpMethod.Put, $"studies/{study}/metadata/1024", "x");
        await bench.Log.WaitForPluginLineAsync($"change=13 1 {study}");
        await bench.Bench.SendAsync(HttpMethod.Put, $"studies/{study}/attachments/1024", "x");
        await bench.Log.WaitForPluginLineAsync($"change=12 1 {study}");
    }

    [Fact]
    public async Task Stored_Instance_TellsWhatItIs()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        await bench.Bench.UploadAsync(RestBench.Instance("P", 1, 1, 1));
        await bench.Log.WaitForPluginLineAsync("free-lent=1");
        Assert.Equal(
            ["0", "3", "", "1", "0", "1", "0", "RestApi", "(null)", "1.2.840.10008.1.2.1", "1", "1", "1"],
            new[]
            {
                "origin-code", "origin", "remote", "is-file", "has-pixels", "has-syntax", "has-nothing", "metadata-origin", "metadata-nothing", "syntax",
                "json-names-patient", "json-has-tag", "free-lent",
            }.Select(bench.Log.Report));
    }

    [Fact]
    public async Task Filter_Refuses_NothingIsStored()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        Assert.Equal("FilteredOut", (await bench.Bench.UploadAsync(RestBench.Instance("UNWANTED", 1, 1, 1))).GetProperty("Status").GetString());
        using var garbage = await bench.Client.PostAsync("instances", new ByteArrayContent(RestBench.FileOf(RestBench.Instance("GARBAGE", 2, 1, 1))), Cancellation);
        Assert.False(garbage.IsSuccessStatusCode);
        Assert.Equal("Success", (await bench.Bench.UploadAsync(RestBench.Instance("REFUSED", 3, 1, 1))).GetProperty("Status").GetString());
        Assert.Empty(bench.Log.Reports("store-filter"));
    }

    [Fact]
    public async Task StoreFilter_Refuses_ThePeerGetsItsStatus()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        Assert.Equal(0xA7AB, (await bench.StoreAsync("REFUSED")).Code);
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync("UNWANTED"));
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync("P"));
        await bench.Log.WaitForPluginLineAsync("free-lent=1");
        Assert.Equal("2", bench.Log.Report("origin"));
        Assert.Equal("STORESCU", bench.Log.Report("remote"));
        Assert.Single(RestBench.Texts(await bench.Bench.GetAsync("instances")));
    }

    [Fact]
    public async Task Instance_OfAPlugin_IsReadAndWritten()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        var dataSet = RestBench.Instance("P", 1, 1, 1);
        dataSet.Set(Tags.SamplesPerPixel, 1);
        dataSet.Set(Tags.BitsAllocated, 8);
        dataSet.Set(Tags.NumberOfFrames, 2);
        var item = new DicomDataSet();
        item.Set(new DicomTag(0x0009, 0x1001), VR.OB, new byte[] { 1, 2 });
        dataSet.Set(Tags.ReferencedImageSequence, item);
        dataSet.Set(Tags.PixelData, VR.OB, new byte[8]);
        var file = RestBench.FileOf(dataSet);
        using var answer = await bench.Client.PostAsync("archive/own?syntax=1.2.840.10008.1.2", new ByteArrayContent(file), Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("syntax=1.2.840.10008.1.2\n", text, StringComparison.Ordinal);
        Assert.Contains("\"7FE00010\":{\"vr\":\"OW\",\"BulkDataURI\":\"http://bulk/7fe00010/15/0/0\"}", text, StringComparison.Ordinal);
        Assert.Contains("<DicomAttribute tag=\"7FE00010\" keyword=\"PixelData\" vr=\"OW\"><BulkData uri=\"http://bulk/7fe00010/15/0/0\" /></DicomAttribute>", text, StringComparison.Ordinal);
        Assert.Equal(
            ["0", "2", "0", "4", "3", "0", "0", "0", "1", "0", "1"],
            new[] { "count", "frames", "raw", "raw-size", "raw-beyond", "dicom-web", "dicom-web-xml", "serialize", "serialized", "free", "free-again" }.Select(bench.Log.Report));
        Assert.Equal(["0", "0"], new[] { "advanced-json", "free" }.Select(bench.Log.Report));
        Assert.Contains("\"0010,0020\":\"P\"", bench.Log.Report("advanced"), StringComparison.Ordinal);

        // A frame that would have to be decoded is not served; the plugin gets no image.
        Assert.Equal(["2", "0"], new[] { "decoded", "decoded-image" }.Select(bench.Log.Report));
        Assert.Contains(bench.Log.Lines, static line => line.Text.Contains("service 4014 (GetInstanceDecodedFrame): decoding", StringComparison.Ordinal));
        using var compressed = await bench.Client.PostAsync("archive/own?syntax=1.2.840.10008.1.2.4.70", new ByteArrayContent(file), Cancellation);
        Assert.Equal(501, (int)compressed.StatusCode);
        using var garbage = await bench.Client.PostAsync("archive/own", new StringContent("no file"), Cancellation);
        Assert.Equal(400, (int)garbage.StatusCode);
        using var plain = await bench.Client.PostAsync("archive/own", new ByteArrayContent(file), Cancellation);
        Assert.Contains("\"InlineBinary\":\"AQI=\"", await plain.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcode_Gigabyte_IsTheSamePixels()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        var dataSet = RestBench.Instance("P", 1, 1, 1);
        dataSet.Set(Tags.SamplesPerPixel, 1);
        dataSet.Set(Tags.NumberOfFrames, 1024);
        dataSet.Set(Tags.Rows, 1024);
        dataSet.Set(Tags.Columns, 512);
        dataSet.Set(Tags.BitsAllocated, 16);
        dataSet.Remove(Tags.PixelData);
        using var answer = await bench.Client.PostAsync("archive/gigabyte", new ByteArrayContent(RestBench.FileOf(dataSet)), Cancellation);
        Assert.Equal("done", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["1", "0", "1048576", "42"], new[] { "longer-than-a-gigabyte", "last-frame", "last-frame-size", "last-byte" }.Select(bench.Log.Report));
    }

    [Fact]
    public async Task Archive_LookedUpAndRead_IsWhatWasStored()
    {
        await using var bench = await NativeRestBench.StartAsync("archive.c");
        var stored = await bench.Bench.UploadAsync(RestBench.Instance("P", 1, 1, 1));
        Assert.Equal(IdOf(stored, "ParentPatient"), await bench.GetAsync("archive/lookup/3005/P"));
        Assert.Equal(IdOf(stored, "ParentStudy"), await bench.GetAsync("archive/lookup/3006/1.2.1"));
        Assert.Equal(IdOf(stored, "ParentSeries"), await bench.GetAsync("archive/lookup/3007/1.2.1.1"));
        Assert.Equal(IdOf(stored, "ID"), await bench.GetAsync("archive/lookup/3008/1.2.1.1.1"));
        Assert.Equal(IdOf(stored, "ParentStudy"), await bench.GetAsync("archive/lookup/3009/ACC-1"));
        Assert.Equal((404, 17), await bench.Bench.FailAsync(HttpMethod.Get, "archive/lookup/3008/1.2.1"));
        var file = await bench.Client.GetByteArrayAsync($"archive/file/{IdOf(stored, "ID")}", Cancellation);
        Assert.Equal("P", DicomFile.Parse(file).DataSet.GetString(Tags.PatientID));
        Assert.Equal("0", bench.Log.Report("load"));
        Assert.Equal("0", bench.Log.Report("loaded-pixels"));
        Assert.Equal((404, 17), await bench.Bench.FailAsync(HttpMethod.Get, "archive/file/nothing"));
    }

    private static string IdOf(System.Text.Json.JsonElement stored, string name) => stored.GetProperty(name).GetString() ?? "";
}
