using System.Runtime.CompilerServices;
using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Sdk.Testing;
using Belfry.Server.Tests;
using WorklistSql;

namespace Belfry.Samples.Tests;

/// <summary><c>samples/worklist-sql</c> over both databases: what SQL selects and what matching says of all rows is the same.</summary>
public sealed class WorklistSqlTests(PostgresCluster postgres) : IClassFixture<PostgresCluster>
{
    public static TheoryData<string> Databases => ["Sqlite", "PostgreSQL"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    [Trait("Section", "PS3.4 K.4")]
    public async Task Find_AllKindsOfKeys_GivesWhatMatchingOfAllRowsGives(string database)
    {
        var host = await HostAsync(database);
        await using var asked = new InMemoryServer(new SqlWorklist(host));
        var all = await asked.FindWorklistAsync(WholeKeys(), Token);
        Assert.Equal(5, all.Answers.Count);
        await using var whole = new InMemoryServer(new EverythingMatched(all.Answers));
        foreach (var keys in Queries())
        {
            var found = await asked.FindWorklistAsync(keys, Token);
            var expected = await whole.FindWorklistAsync(keys, Token);
            Assert.True(found.IsSuccess);
            Assert.True(
                expected.Answers.Select(TextOf).Order().SequenceEqual(found.Answers.Select(TextOf).Order()),
                $"{DicomJson.ToJson(keys)}: {expected.Answers.Count} expected, {found.Answers.Count} found");
        }

        Assert.Contains(host.Log.Lines, line => line.Text.Contains("selected by 3 conditions", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Find_BeyondTheLimit_SaysThatThereIsMore(string database)
    {
        await using var server = new InMemoryServer(new SqlWorklist(await HostAsync(database, limit: 2)));
        var found = await server.FindWorklistAsync(new DicomDataSet { { Tags.PatientName, "*" } }, Token);
        Assert.Equal((2, DimseStatus.Cancel), (found.Answers.Count, found.Status));
        found = await server.FindWorklistAsync(new DicomDataSet { { Tags.PatientID, "P-1" } }, Token);
        Assert.True(found.IsSuccess);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Find_ByAForeignTool_IsAnsweredByThePluginThatTheServerLoads(string database)
    {
        using var folder = new TemporaryFolder();
        var json = $$"""
            { "Plugins" : [ "{{SamplePaths.Plugin("WorklistSql")}}" ], "DicomAlwaysAllowFindWorklist" : true, {{await SectionAsync(database, 100)}} }
            """;
        await using var server = await TestServer.StartAsync(json, folder.Path, Token);
        var (code, output) = await ForeignTool.RunAsync(
            "findscu", "-W", "localhost", $"{server.DicomPort}", "-k", "PatientName=o'sample*", "-k", "ScheduledProcedureStepSequence[0].Modality=CT",
            "-k", "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=20260704-");
        Assert.Equal(0, code);
        Assert.Contains("20260704", output, StringComparison.Ordinal);
        Assert.Contains("O'Sample^Zo", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", output, StringComparison.Ordinal);
    }

    [Fact]
    public void New_ADatabaseWithoutTheTable_StopsTheStart()
    {
        var host = new FakePluginHost("""{ "WorklistSql" : { "ConnectionString" : "Data Source=:memory:" } }""");
        var fault = Assert.ThrowsAny<System.Data.Common.DbException>(() => new SqlWorklist(host));
        Assert.Contains("worklist", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "WorklistSql")]
    [InlineData("""{ "WorklistSql" : { "Database" : "Oracle", "ConnectionString" : "" } }""", "Oracle")]
    [InlineData("""{ "WorklistSql" : {} }""", "ConnectionString")]
    [InlineData("""{ "WorklistSql" : { "ConnectionString" : "", "Limit" : 0 } }""", "Limit")]
    public void New_AFaultySection_SaysWhatIsWrong(string configuration, string word) =>
        Assert.Contains(word, Assert.Throws<InvalidDataException>(() => new SqlWorklist(new FakePluginHost(configuration))).Message, StringComparison.Ordinal);

    private static DicomDataSet WholeKeys() => new()
    {
        { Tags.AccessionNumber, "" }, { Tags.PatientID, "" }, { Tags.PatientName, "" }, { Tags.PatientBirthDate, "" }, { Tags.PatientSex, "" },
        { Tags.ReferringPhysicianName, "" }, { Tags.StudyInstanceUID, "" }, { Tags.RequestedProcedureID, "" }, { Tags.RequestedProcedureDescription, "" },
        { Tags.SpecificCharacterSet, "ISO_IR 192" }, { Tags.ScheduledProcedureStepSequence, new DicomDataSet
            {
                { Tags.Modality, "" }, { Tags.ScheduledStationAETitle, "" }, { Tags.ScheduledProcedureStepStartDate, "" },
                { Tags.ScheduledProcedureStepStartTime, "" }, { Tags.ScheduledProcedureStepID, "" }, { Tags.ScheduledPerformingPhysicianName, "" },
            } },
    };

    private static IEnumerable<DicomDataSet> Queries()
    {
        (DicomTag Tag, string[] Values)[] keys =
        [
            (Tags.PatientID, ["P-1", "p-1", "P?4", "P_4", "P%", "P-*", "*4", "'; DROP TABLE worklist; --", "\"\"", "P-1\\P-2", @"P\*"]),
            (Tags.PatientName, ["sample^anna", "Sample*", "SAM*^B*", "m?ller*", "Müller^Jürg", "mü*", "yamada*", "山田*", "*=山田^太郎", "o'sample^zo?", "Zoé", "S*", "I*", "=*"]),
            (Tags.AccessionNumber, ["A-1", "a-1", "A-?", "A-9"]),
            (Tags.StudyInstanceUID, ["2.25.101", "2.25.101\\2.25.105\\2.25.999"]),
            (Tags.RequestedProcedureID, ["R-3", "R*"]),
            (Tags.RequestedProcedureDescription, ["*100%", "CT of*"]),
            (Tags.PatientBirthDate, ["19500201", "19500101-19651231"]),
        ];
        (DicomTag Tag, string[] Values)[] stepKeys =
        [
            (Tags.Modality, ["CT", "ct", "C?", "CT\\US"]),
            (Tags.ScheduledStationAETitle, ["CT1", "CT*"]),
            (Tags.ScheduledProcedureStepID, ["S-1", "S-*"]),
            (Tags.ScheduledProcedureStepStartDate, ["20260701", "20260702-", "-20260702", "20260702-20260703", "99991231-", "-00010101"]),
            (Tags.ScheduledProcedureStepStartTime, ["0900-1000", "235959", "-0800"]),
        ];
        foreach (var (tag, values) in keys)
        {
            foreach (var value in values)
                yield return Make(keys => keys.Set(tag, value.Split('\\')), static _ => { });
        }

        foreach (var (tag, values) in stepKeys)
        {
            foreach (var value in values)
                yield return Make(static _ => { }, step => step.Set(tag, value.Split('\\')));
        }

        yield return Make(keys => keys.Set(Tags.PatientName, "Sam*"), step =>
        {
            step.Set(Tags.Modality, "CT");
            step.Set(Tags.ScheduledProcedureStepStartDate, "20260701");
        });
        yield return Make(static _ => { }, step =>
        {
            step.Set(Tags.ScheduledProcedureStepStartDate, "20260701-20260703");
            step.Set(Tags.ScheduledProcedureStepStartTime, "0900-1200");
        });
        yield return Make(keys => keys.Set(Tags.TimezoneOffsetFromUTC, "+1400"), step => step.Set(Tags.ScheduledProcedureStepStartDate, "20260702"));
    }

    private static DicomDataSet Make(Action<DicomDataSet> set, Action<DicomDataSet> setStep)
    {
        var keys = WholeKeys();
        set(keys);
        var step = keys.GetSequence(Tags.ScheduledProcedureStepSequence)[0];
        setStep(step);
        keys.Set(Tags.ScheduledProcedureStepSequence, step);
        return keys;
    }

    private static string TextOf(DicomDataSet answer) => DicomJson.ToJson(answer);

    private async Task<FakePluginHost> HostAsync(string database, int limit = 1000) => new($"{{ {await SectionAsync(database, limit)} }}");

    private async Task<string> SectionAsync(string database, int limit)
    {
        var connection = database == "PostgreSQL" ? await postgres.NewDatabaseAsync() : $"Data Source={new RandomUidGenerator().Next()};Mode=Memory;Cache=Shared";
        var schema = SamplePaths.File("worklist-sql", database == "PostgreSQL" ? "postgresql.sql" : "sqlite.sql");
        return $$"""
            "WorklistSql" : { "Database" : "{{database}}", "ConnectionString" : "{{connection}}", "Limit" : {{limit}},
                              "Scripts" : [ "{{schema}}", "{{SamplePaths.File("worklist-sql", "example.sql")}}" ] }
            """;
    }

    /// <summary>All rows, and the server's matching.</summary>
    private sealed class EverythingMatched(IReadOnlyList<DicomDataSet> rows) : IWorklistHandler
    {
        public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var row in request.Query.Filter(rows))
                yield return row;
            await Task.CompletedTask;
        }
    }
}
