using System.Net;
using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Belfry.Web;

namespace Belfry.Console.Tests;

/// <summary>Why items match or do not, as the console is told.</summary>
public sealed class WorklistExplanationTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();
    private ConsoleHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ConsoleHost Host => _host ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        DicomDataSet[] items = [Item("Doe^Jane", "P1", "CT"), Item("Roe^Richard", "P2", "MR")];
        DicomDataSet[] other = [Item("Zoe^Zed", "P3", "US")];
        _host = await ConsoleHost.StartAsync(
            _bench.Recorder,
            new WorklistSource("a plugin", null, ScriptedWorklist.Of(items)),
            new WorklistSource("a folder", AETitle.Parse("FOLDER"), ScriptedWorklist.Failing(new InvalidOperationException("It is not asked.")))
            {
                Items = () => other,
                Narrow = static (query, station) => station.Value == "US1" ? query : new WorklistQuery(new DicomDataSet { { Tags.PatientID, "nobody" } }, query.Policy),
            });
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Explain_SourceThatCannotList_IsAskedWithoutKeysAndItsAnswersExplained()
    {
        var answer = await ExplainAsync("""{ "query" : { "PatientName" : "doe*", "ScheduledProcedureStepSequence" : [ { "Modality" : "CT" } ] } }""");
        Assert.Equal(("a plugin", false), (answer.GetProperty("source").GetString(), answer.GetProperty("lists").GetBoolean()));
        Assert.Equal((2, 1), (answer.GetProperty("count").GetInt32(), answer.GetProperty("matches").GetInt32()));
        var items = answer.GetProperty("items");
        Assert.True(items[0].GetProperty("matches").GetBoolean());
        Assert.Equal("Roe^Richard", items[1].GetProperty("patientName").GetString());
        var keys = items[1].GetProperty("keys").EnumerateArray().Where(static key => !key.GetProperty("met").GetBoolean()).ToList();
        Assert.Contains(keys, static key => key.GetProperty("name").GetString() == "Modality" && key.GetProperty("asked").GetString() == "CT" && key.GetProperty("value").GetString() == "MR");
        Assert.Contains(keys, static key => key.GetProperty("outcome").GetString() == "Different" && key.GetProperty("kind").GetString() == "Wildcard");
    }

    [Theory]
    [InlineData("US1", 1)]
    [InlineData("CT9", 0)]
    public async Task Explain_SourceThatLists_MindsWhoAsksAndWhomHeCalls(string calling, int matches)
    {
        var answer = await ExplainAsync($$"""{ "callingAet" : "{{calling}}", "calledAet" : "FOLDER", "query" : { "PatientID" : "P3" } }""");
        Assert.Equal(("a folder", true), (answer.GetProperty("source").GetString(), answer.GetProperty("lists").GetBoolean()));
        Assert.Equal((1, matches), (answer.GetProperty("count").GetInt32(), answer.GetProperty("matches").GetInt32()));
    }

    [Fact]
    public async Task Explain_MoreItemsThanAreShown_ShowsThoseThatMatchFirst()
    {
        DicomDataSet[] items = [.. Enumerable.Range(1, 300).Select(static number => Item("Doe^Jane", $"P{number}", "CT"))];
        await using var host = await ConsoleHost.StartAsync(_bench.Recorder, new WorklistSource("a folder", null, ScriptedWorklist.Of(items)) { Items = () => items });
        var answer = await ExplainAsync("""{ "query" : { "PatientID" : "P299" } }""", host);
        Assert.Equal((300, 1), (answer.GetProperty("count").GetInt32(), answer.GetProperty("matches").GetInt32()));
        Assert.Equal("P299", answer.GetProperty("items")[0].GetProperty("patientId").GetString());
        Assert.Equal(200, answer.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(2000, false)]
    [InlineData(2001, true)]
    public async Task Explain_SourceThatCannotListAndHasTooMany_SaysSo(int count, bool isCut)
    {
        DicomDataSet[] items = [.. Enumerable.Range(1, count).Select(static number => Item("Doe^Jane", $"P{number}", "CT"))];
        await using var host = await ConsoleHost.StartAsync(_bench.Recorder, new WorklistSource("a plugin", null, ScriptedWorklist.Of(items)));
        var answer = await ExplainAsync("""{ "query" : { "PatientName" : "Doe*", "PatientID" : "*" } }""", host);
        Assert.Equal((isCut, 2000, 0), (answer.GetProperty("isCut").GetBoolean(), answer.GetProperty("count").GetInt32(), answer.GetProperty("narrowedBy").GetArrayLength()));
    }

    [Fact]
    public async Task Explain_TooManyItemsAndADateIsAsked_AsksTheSourceForThatAlone()
    {
        List<DicomDataSet> asked = [];
        DicomDataSet[] items = [.. Enumerable.Range(1, 2500).Select(static number => Item("Doe^Jane", $"P{number}", "CT"))];
        var plugin = new ScriptedWorklist((request, _) =>
        {
            asked.Add(request.Query.Identifier);
            return request.Query.Identifier.Count == 0 ? items.ToAsyncEnumerable() : items[..3].ToAsyncEnumerable();
        });
        await using var host = await ConsoleHost.StartAsync(_bench.Recorder, new WorklistSource("a plugin", null, plugin));
        var answer = await ExplainAsync("""{ "query" : { "PatientName" : "Roe*", "ScheduledProcedureStepSequence" : [ { "Modality" : "MR", "ScheduledProcedureStepStartDate" : "20260131" } ] } }""", host);

        Assert.Equal((false, 3, 0), (answer.GetProperty("isCut").GetBoolean(), answer.GetProperty("count").GetInt32(), answer.GetProperty("matches").GetInt32()));
        Assert.Equal("Scheduled Procedure Step Start Date", Assert.Single(answer.GetProperty("narrowedBy").EnumerateArray()).GetString());
        var step = Assert.Single(asked[1].GetSequence(Tags.ScheduledProcedureStepSequence));
        Assert.Equal((2, 1, "20260131"), (asked.Count, step.Count, step.GetString(Tags.ScheduledProcedureStepStartDate)));
        Assert.Null(asked[1].GetString(Tags.PatientName));
    }

    [Fact]
    public async Task Explain_RecordedOperation_UsesItsQuery()
    {
        await _bench.FindAsync(RecorderBench.Query("Roe^*"));
        var answer = await ExplainAsync("""{ "operation" : 1 }""");
        Assert.Equal(0, answer.GetProperty("matches").GetInt32());
        Assert.Contains("Roe^*", answer.GetProperty("query").GetRawText());
    }

    [Theory]
    [InlineData("""{ "operation" : 77 }""", HttpStatusCode.NotFound)]
    [InlineData("""{ "callingAet" : "TOO LONG TO BE A TITLE" }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "query" : { "StudyDate" : "yesterday" } }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "query" : { "NoSuchTag" : "" } }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "characterSet" : "ISO_IR 100", "query" : { "PatientName" : "\u5C71*" } }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "characterSet" : "\\ISO 2022 IR 87", "query" : { "PatientName" : "\u5C71*" } }""", HttpStatusCode.OK)]
    [InlineData("no JSON", HttpStatusCode.BadRequest)]
    public async Task Explain_QuestionThatCannotBeAsked_IsAnError(string body, HttpStatusCode expected)
    {
        using var answer = await Host.Client.PostAsync(new Uri("/console/api/worklist/explain", UriKind.Relative), new StringContent(body, Encoding.UTF8), Token);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Explain_SomebodyWhoMayNotSeePatients_IsRefused()
    {
        Host.User = HttpRoles.Principal("engineer", null);
        using var answer = await Host.Client.PostAsync(new Uri("/console/api/worklist/explain", UriKind.Relative), new StringContent("{}", Encoding.UTF8), Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<JsonElement> ExplainAsync(string body, ConsoleHost? host = null)
    {
        using var answer = await (host ?? Host).Client.PostAsync(new Uri("/console/api/worklist/explain", UriKind.Relative), new StringContent(body, Encoding.UTF8), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static DicomDataSet Item(string name, string id, string modality) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 192" },
        { Tags.PatientName, name },
        { Tags.PatientID, id },
        { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, modality } } },
    };
}
