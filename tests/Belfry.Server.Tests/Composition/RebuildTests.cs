using System.Net;
using System.Text.Json;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Server.Composition;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Composition;

/// <summary>The index built anew by the whole server, and without it.</summary>
public sealed class RebuildTests : IDisposable
{
    private const string Allowed = "\"DicomAlwaysAllowFind\" : true, \"StorageDirectory\" : \"archive\"";
    private const string Extra = $$"""{ {{Allowed}}, "StorageAccessOnFind" : "Never", "ExtraMainDicomTags" : { "Patient" : [ "PatientMotherBirthName" ], "Instance" : [ "0018,0060" ] } }""";

    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _lines = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Archive => Path.Combine(_folder.Path, "archive");

    public void Dispose()
    {
        _folder.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public async Task Reconstruct_AfterExtraMainDicomTagsChanged_FillsThemForOldInstances()
    {
        await FillAsync();
        await using var server = await TestServer.StartAsync(Extra, _folder.Path, Token, _lines);
        Assert.Contains(_lines.All, line => line.Id == 7023 && line.Text.Contains("(0010,1060)", StringComparison.Ordinal) && line.Text.Contains("reconstruct", StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };

        using var response = await client.PostAsync("/tools/reconstruct", new StringContent(""), Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(3, json.RootElement.GetProperty("Rederived").GetInt32());
        Assert.Equal(0, json.RootElement.GetProperty("Failed").GetInt32());
        Assert.Equal(ExitCodes.Success, (await FindAsync(server, "Roe*")).Code);
        Assert.Equal(ExitCodes.NothingFound, (await FindAsync(server, "Other*")).Code);
    }

    [Fact]
    public async Task Rebuild_LostIndex_IsThereAgain()
    {
        await FillAsync();
        foreach (var path in Directory.EnumerateFiles(Archive, "index.db*"))
            File.Delete(path);

        var (code, output) = await RunAsync("rebuild", Archive, "--json");

        Assert.Equal(ExitCodes.Success, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(3, json.RootElement.GetProperty("Added").GetInt32());
        await using var server = await TestServer.StartAsync($$"""{ {{Allowed}} }""", _folder.Path, Token, _lines);
        Assert.DoesNotContain(_lines.All, line => line.Id is 7022 or 7023);
        var (found, answers) = await RunAsync("find", $"localhost:{server.DicomPort}", "--study-root", "--level", "IMAGE", "-k", "StudyInstanceUID=1.2.3", "-k", "SeriesInstanceUID=1.2.3.4", "-k", "SOPInstanceUID");
        Assert.Equal(ExitCodes.Success, found);
        Assert.Contains("3 answers", answers);
    }

    [Fact]
    public async Task Rebuild_UnreadableFile_IsToldAndPassedOver()
    {
        await FillAsync();
        var victim = Directory.EnumerateFiles(Archive, "*", SearchOption.AllDirectories).First(path => Path.GetFileName(path).Length == 32);
        await File.WriteAllTextAsync(victim, "nothing", Token);
        var configuration = _folder.Write("belfry.json", Extra);

        var (code, output) = await RunAsync("rebuild", configuration);

        Assert.Equal(ExitCodes.Partly, code);
        Assert.Contains("2 rows made anew, 0 added, 0 duplicates, 1 failed", output);
        Assert.Contains(Path.GetRelativePath(Archive, victim).Replace('\\', '/') + ": ", output);
    }

    [Fact]
    public async Task Rebuild_WhileTheServerRuns_IsRefused()
    {
        await FillAsync();
        await using var server = await TestServer.StartAsync($$"""{ {{Allowed}} }""", _folder.Path, Token);

        var (code, output) = await RunAsync("rebuild", Archive);

        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("Another program uses the index", output);
    }

    [Fact]
    public async Task Rebuild_DamagedIndex_SaysHowToGoOnAndDoesSoWhenTold()
    {
        await FillAsync();
        foreach (var path in Directory.EnumerateFiles(Archive, "index.db-*"))
            File.Delete(path);
        await File.WriteAllTextAsync(Path.Combine(Archive, "index.db"), new string('x', 8192), Token);

        var (code, output) = await RunAsync("rebuild", Archive);
        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("--new-index", output);

        (code, output) = await RunAsync("rebuild", Archive, "--new-index");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("0 rows made anew, 3 added", output);
        Assert.Single(Directory.EnumerateFiles(Archive, "index.db.aside-*"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rebuild_NewIndex_KeepsWhatLiesBesideResources(bool isStudyGone)
    {
        await FillAsync();
        var settings = $$"""{ {{Allowed}}, "DicomModalitiesInDatabase" : true }""";
        string study, patient;
        await using (var server = await TestServer.StartAsync(settings, _folder.Path, Token))
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
            study = await FirstAsync(client, "studies");
            patient = await FirstAsync(client, "patients");
            foreach (var (path, body) in ((string, string)[])[($"studies/{study}/labels/urgent", ""), ($"studies/{study}/metadata/1024", "kept"),
                ($"studies/{study}/attachments/1024", "a report"), ($"patients/{patient}/protected", "1"), ("modalities/ct", """["CT", "192.0.2.1", 104]""")])
            {
                using var answer = await client.PutAsync(path, new StringContent(body), Token);
                Assert.True(answer.IsSuccessStatusCode, path);
            }
        }

        // A file that is gone takes what was beside its resources with it.
        if (isStudyGone)
        {
            foreach (var file in Directory.EnumerateFiles(Archive, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path).Length == 32))
                File.Delete(file);
        }

        var (code, output) = await RunAsync("rebuild", Archive, "--new-index");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("Taken over from the old index: 1 labels, 1 metadata, 1 attachments, 1 modalities, peers and commitment reports", output);
        await using var again = await TestServer.StartAsync(settings, _folder.Path, Token);
        using var second = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{again.HttpPort}/") };
        Assert.Contains("ct", await second.GetStringAsync("modalities", Token));
        Assert.Equal(isStudyGone ? "[]" : "[\n  \"urgent\"\n]", (await second.GetStringAsync("tools/labels", Token)).Trim());
        if (isStudyGone)
            return;
        Assert.Equal("kept", await second.GetStringAsync($"studies/{study}/metadata/1024", Token));
        Assert.Equal("a report", await second.GetStringAsync($"studies/{study}/attachments/1024/data", Token));
        Assert.Equal("1", await second.GetStringAsync($"patients/{patient}/protected", Token));
    }

    private static async Task<string> FirstAsync(HttpClient client, string level)
    {
        using var ids = JsonDocument.Parse(await client.GetStringAsync(level, Token));
        return ids.RootElement[0].GetString() ?? "";
    }

    [Fact]
    public async Task Rebuild_FolderWithoutAnArchive_StaysEmpty()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "mistyped")).FullName;
        var (code, output) = await RunAsync("rebuild", folder);
        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("There is no archive in", output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task Rebuild_NewIndexWhileTheServerRuns_IsRefused()
    {
        await FillAsync();
        await using var server = await TestServer.StartAsync($$"""{ {{Allowed}} }""", _folder.Path, Token);
        var (code, output) = await RunAsync("rebuild", Archive, "--new-index");
        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("Another program uses the index", output);
        Assert.Empty(Directory.EnumerateFiles(Archive, "index.db.aside-*"));
    }

    [Fact]
    public async Task Rebuild_NoArchive_SaysSo()
    {
        var (code, output) = await RunAsync("rebuild", _folder.Write("belfry.json", """{ "StorageDirectory" : "missing" }"""));
        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("There is no archive in", output);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "missing")));
    }

    private async Task FillAsync()
    {
        await using var server = await TestServer.StartAsync($$"""{ {{Allowed}} }""", _folder.Path, Token);
        var input = Directory.CreateDirectory(Path.Combine(_folder.Path, "input"));
        for (var i = 1; i <= 3; i++)
        {
            var dataSet = new DicomDataSet
            {
                { Tags.SOPClassUID, Uids.CTImageStorage },
                { Tags.SOPInstanceUID, $"1.2.3.4.{i}" },
                { Tags.PatientID, "P1" },
                { Tags.PatientMotherBirthName, "Roe^Mary" },
                { Tags.StudyInstanceUID, "1.2.3" },
                { Tags.SeriesInstanceUID, "1.2.3.4" },
            };
            await File.WriteAllBytesAsync(Path.Combine(input.FullName, $"{i}.dcm"), new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
        }

        Assert.Equal(ExitCodes.Success, (await RunAsync("store", $"localhost:{server.DicomPort}", input.FullName)).Code);
    }

    private static Task<(int Code, string Output)> FindAsync(TestServer server, string name) =>
        RunAsync("find", $"localhost:{server.DicomPort}", "--patient-root", "--level", "PATIENT", "-k", $"PatientMotherBirthName={name}", "-k", "PatientID");

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(RebuildCommand.Create()), arguments, output, output, cancellation: Token);
        return (code, output.ToString());
    }
}
