using System.Net;
using System.Text.Json;

namespace Belfry.Server.Tests;

/// <summary>Forms of files: some good and some bad, and files in pieces.</summary>
public sealed class UploadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Form_OneBadFileAmongGoodOnes_StoresTheGoodAndTellsOfTheBad()
    {
        await using var bench = await RestBench.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(FileOf(1)), "files[]", "a.dcm" },
            { new ByteArrayContent("this is no DICOM file"u8.ToArray()), "files[]", "b.dcm" },
            { new ByteArrayContent(FileOf(2)), "files[]", "c.dcm" },
        };

        using var answer = await bench.Client.PostAsync("instances", form, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal(["Success", "Failure", "Success"], told.EnumerateArray().Select(static one => one.GetProperty("Status").GetString()));
        Assert.Equal(("b.dcm", 15), (told[1].GetProperty("FileName").GetString(), told[1].GetProperty("OrthancStatus").GetInt32()));
        Assert.Equal(2, (await bench.IdsAsync("instances")).Count);
    }

    [Fact]
    public async Task Form_OfBadFilesAlone_IsRefused()
    {
        await using var bench = await RestBench.StartAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "files[]", "a" }, { new ByteArrayContent([]), "files[]", "b" } };
        using var answer = await bench.Client.PostAsync("instances", form, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Pieces_OfAFile_AreStoredWithTheLast()
    {
        await using var bench = await RestBench.StartAsync();
        var file = FileOf(1);

        Assert.Equal((200, ""), await SendPieceAsync(bench, file[..100], file.Length));
        Assert.Empty(await bench.IdsAsync("instances"));
        Assert.Equal((200, ""), await SendPieceAsync(bench, file[100..150], file.Length));
        var (status, text) = await SendPieceAsync(bench, file[150..], file.Length);

        Assert.Equal((200, "Success"), (status, JsonDocument.Parse(text).RootElement[0].GetProperty("Status").GetString()));
        Assert.Single(await bench.IdsAsync("instances"));
    }

    [Fact]
    public async Task Pieces_LongerThanSaidOrOfAnotherFile_BeginAnew()
    {
        await using var bench = await RestBench.StartAsync();
        var file = FileOf(1);

        Assert.Equal((200, ""), await SendPieceAsync(bench, [1, 2, 3], 10));
        Assert.Equal(400, (await SendPieceAsync(bench, new byte[8], 10)).Status);
        Assert.Equal((200, ""), await SendPieceAsync(bench, [1, 2, 3], 10));
        Assert.Equal(200, (await SendPieceAsync(bench, file, file.Length)).Status);

        Assert.Single(await bench.IdsAsync("instances"));
    }

    private static byte[] FileOf(int instance) => RestBench.FileOf(RestBench.Instance("P1", 1, 1, instance));

    private static async Task<(int Status, string Text)> SendPieceAsync(RestBench bench, byte[] piece, int length)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(piece), "files[]", "large.dcm" } };
        form.Headers.Add("X-File-Name", "large.dcm");
        form.Headers.Add("X-File-Size", length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var answer = await bench.Client.PostAsync("instances", form, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
