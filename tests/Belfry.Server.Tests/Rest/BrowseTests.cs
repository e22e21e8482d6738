using System.Text.Json;
using Belfry.Archive;

namespace Belfry.Server.Tests;

public sealed class BrowseTests(FilledArchive archive) : IClassFixture<FilledArchive>
{
    private static readonly string _patient = ArchiveId.OfPatient("P1").ToString();
    private static readonly string _study = ArchiveId.OfStudy("P1", new("1.2.1")).ToString();
    private static readonly string _series = ArchiveId.OfSeries("P1", new("1.2.1"), new("1.2.1.1")).ToString();
    private static readonly string _instance = ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1")).ToString();

    [Fact]
    public async Task Upload_OneFile_NamesAllThatItIsPartOf()
    {
        await using var bench = await RestBench.StartAsync();

        var first = await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var second = await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));

        Assert.Equal(
            $$"""{"ID":"{{_instance}}","ParentPatient":"{{_patient}}","ParentSeries":"{{_series}}","ParentStudy":"{{_study}}","Path":"/instances/{{_instance}}","Status":"Success"}""",
            JsonSerializer.Serialize(first));
        Assert.Equal("AlreadyStored", second.GetProperty("Status").GetString());
        Assert.Equal([_instance], RestBench.Texts(await bench.GetAsync("instances")));
    }

    [Fact]
    public async Task List_MoreThanIsSentAtOnce_ComesWhole()
    {
        await using var bench = await RestBench.StartAsync();
        for (var instance = 1; instance <= 120; instance++)
            await bench.UploadAsync(RestBench.Instance("P1", 1, 1, instance));

        var (status, text) = await bench.SendAsync(HttpMethod.Get, "instances?expand");

        Assert.Equal(200, status);
        Assert.InRange(text.Length, 40_000, int.MaxValue);
        using var list = JsonDocument.Parse(text);
        Assert.Equal(120, list.RootElement.EnumerateArray().Select(static one => one.GetProperty("ID").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Show_EachLevel_HasTheMembersThatClientsKnow()
    {
        await using var bench = await FillAsync();

        var patient = await bench.GetAsync($"patients/{_patient}");
        var study = await bench.GetAsync($"studies/{_study}");
        var series = await bench.GetAsync($"series/{_series}");
        var instance = await bench.GetAsync($"instances/{_instance}");

        Assert.Equal(["ID", "IsProtected", "IsStable", "Labels", "LastUpdate", "MainDicomTags", "Studies", "Type"], Names(patient));
        Assert.Equal(
            ["ID", "IsStable", "Labels", "LastUpdate", "MainDicomTags", "ParentPatient", "PatientMainDicomTags", "Series", "Type"], Names(study));
        Assert.Equal(
            ["ExpectedNumberOfInstances", "ID", "Instances", "IsStable", "Labels", "LastUpdate", "MainDicomTags", "ParentStudy", "Status", "Type"],
            Names(series));
        Assert.Equal(["FileSize", "FileUuid", "ID", "IndexInSeries", "Labels", "MainDicomTags", "ParentSeries", "Type"], Names(instance));
        Assert.Equal("""{"PatientID":"P1","PatientName":"P1^Ärztin"}""", patient.GetProperty("MainDicomTags").GetRawText().ReplaceLineEndings("").Replace(" ", ""));
        Assert.Equal("Étude 1", study.GetProperty("MainDicomTags").GetProperty("StudyDescription").GetString());
        Assert.Equal("Unknown", series.GetProperty("Status").GetString());
        Assert.Equal(1, instance.GetProperty("IndexInSeries").GetInt32());
        Assert.False(patient.GetProperty("IsStable").GetBoolean());
    }

    [Fact]
    public async Task Walk_UpAndDown_GivesWhatIsThere()
    {
        await using var bench = await FillAsync();

        Assert.Equal(3, (await bench.GetAsync($"patients/{_patient}/instances")).GetArrayLength());
        Assert.Equal([_series], RestBench.Texts(await bench.GetAsync($"studies/{_study}/series?expand=false")));
        Assert.Equal(_study, (await bench.GetAsync($"instances/{_instance}/study")).GetProperty("ID").GetString());
        Assert.Equal(_patient, (await bench.GetAsync($"{bench.Client.BaseAddress}/instances/{_instance}/patient/")).GetProperty("ID").GetString());
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, $"patients/{_study}/instances"));
    }

    [Fact]
    public async Task List_Pages_AreInTheOrderOfArrival()
    {
        await using var bench = await FillAsync();

        var all = RestBench.Texts(await bench.GetAsync("instances"));
        Assert.Equal(all.Skip(1).Take(2), RestBench.Texts(await bench.GetAsync("instances?since=1&limit=2")));
        Assert.Equal(
            all.Skip(2).Take(1),
            (await bench.GetAsync("instances?since=2&limit=1&expand")).EnumerateArray().Select(static one => one.GetProperty("ID").GetString()));
        Assert.Equal(all, RestBench.Texts(await bench.GetAsync("instances?since=0&limit=0")));
        Assert.Equal((400, 8), await bench.FailAsync(HttpMethod.Get, "instances?since=1"));
        Assert.Equal((400, 5), await bench.FailAsync(HttpMethod.Get, "instances?since=x&limit=1"));
    }

    [Fact]
    public async Task RequestedTags_FromIndexComputedAndFile_AreShown()
    {
        await using var bench = await FillAsync();

        var study = await bench.GetAsync($"studies/{_study}?requested-tags=ModalitiesInStudy;NumberOfStudyRelatedInstances;Rows;PatientName;EthnicGroup;InstanceAvailability");

        Assert.Equal(
            """{"EthnicGroup":"","InstanceAvailability":"ONLINE","ModalitiesInStudy":"CT","NumberOfStudyRelatedInstances":"2","PatientName":"P1^Ärztin","Rows":"2"}""",
            study.GetProperty("RequestedTags").GetRawText().ReplaceLineEndings("").Replace(" ", ""));
    }

    [Fact]
    public async Task Delete_AnInstance_NamesTheNearestThatIsLeft()
    {
        await using var bench = await FillAsync();

        using var answer = await bench.Client.DeleteAsync($"instances/{_instance}", TestContext.Current.CancellationToken);
        var left = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("RemainingAncestor");

        Assert.Equal((_series, $"/series/{_series}", "Series"), (Text(left, "ID"), Text(left, "Path"), Text(left, "Type")));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Delete, $"instances/{_instance}"));
        using var last = await bench.Client.GetAsync($"patients/{_patient}?_method=DELETE", TestContext.Current.CancellationToken);
        Assert.Equal("""{"RemainingAncestor":null}""", (await last.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("").Replace(" ", ""));
        Assert.Empty(RestBench.Texts(await bench.GetAsync("studies")));
    }

    [Fact]
    public async Task Statistics_OfArchiveAndStudy_CountWhatIsThere()
    {
        await using var bench = await FillAsync();

        var all = await bench.GetAsync("statistics");
        var study = await bench.GetAsync($"studies/{_study}/statistics");

        Assert.Equal((1, 2, 2, 3), (Number(all, "CountPatients"), Number(all, "CountStudies"), Number(all, "CountSeries"), Number(all, "CountInstances")));
        Assert.Equal((1, 2), (Number(study, "CountSeries"), Number(study, "CountInstances")));
        Assert.NotEqual("0", Text(study, "DicomDiskSize"));
        Assert.False(study.TryGetProperty("CountStudies", out _));
    }

    [Fact]
    public async Task Protected_SetAndAsked_IsKept()
    {
        await using var bench = await FillAsync();
        var path = $"patients/{_patient}/protected";

        using var set = await bench.Client.PutAsync(path, new StringContent("1"), TestContext.Current.CancellationToken);

        Assert.True(set.IsSuccessStatusCode);
        Assert.Equal("1", await bench.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        Assert.True((await bench.GetAsync($"patients/{_patient}")).GetProperty("IsProtected").GetBoolean());
        Assert.Equal((400, 15), await bench.FailAsync(HttpMethod.Put, path, "yes"));
    }

    [Theory]
    [InlineData("GET", "patients/nonsense", 404, 17)]
    [InlineData("GET", "instances/0/tags", 404, 17)]
    [InlineData("GET", "no-such-path", 404, 17)]
    [InlineData("GET", "instances/../../etc/passwd", 404, 17)]
    [InlineData("GET", "instances/%2e%2e%2f%2e%2e%2fetc%2fpasswd/file", 404, 17)]
    [InlineData("PATCH", "patients", 405, 0)]
    [InlineData("GET", "patients?requested-tags=NoSuchTag", 400, 27)]
    [InlineData("GET", "patients?_method=BREW", 400, 8)]
    public async Task Request_Wrong_GetsItsError(string method, string path, int http, int code)
    {
        var bench = archive.Bench;

        Assert.Equal((http, code), await bench.FailAsync(new HttpMethod(method), path + (path.Contains("requested", StringComparison.Ordinal) ? "&expand" : "")));
    }

    [Theory]
    [InlineData("labels/%2e%2e")]
    [InlineData("labels/..")]
    [InlineData("labels/%2E./")]
    [InlineData("metadata/.%2e?x")]
    [InlineData("%2e")]
    public async Task Delete_PathWithDots_IsUnknownAndLeavesTheStudy(string below)
    {
        var bench = archive.Bench;
        // Sent as it is: a client of the library would tidy it.
        var address = new Uri($"{bench.Client.BaseAddress}studies/{_study}/{below}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Delete, address);

        using var answer = await bench.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal(_study, (await bench.GetAsync($"studies/{_study}")).GetProperty("ID").GetString());
    }

    private static async Task<RestBench> FillAsync()
    {
        var bench = await RestBench.StartAsync();
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 2));
        await bench.UploadAsync(RestBench.Instance("P1", 2, 2, 1));
        return bench;
    }

    private static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(static member => member.Name);

    private static string? Text(JsonElement value, string name) => value.GetProperty(name).GetString();

    private static long Number(JsonElement value, string name) => value.GetProperty(name).GetInt64();
}
