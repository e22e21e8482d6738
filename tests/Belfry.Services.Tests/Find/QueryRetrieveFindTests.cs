using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

public sealed class QueryRetrieveFindTests
{
    private static readonly FindOptions s_options = FindOptions.Default with
    {
        Matching = MatchingPolicy.Baseline,
        RetrieveAETitle = AETitle.Parse("BELFRY"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.4 C.4.1.1.3.2")]
    public async Task Find_Study_HasRequestedKeysLevelAndRetrieveAETitle()
    {
        var replies = await AskAsync(ScriptedFind.Of(Study("1.2.3", "20260102", "101500")), Query("STUDY", (Tags.StudyInstanceUID, ""), (Tags.StudyID, "")));

        Assert.Equal([DimseStatus.Pending, DimseStatus.Success], replies.Select(static r => r.Status));
        var answer = replies[0].DataSet!;
        Assert.Equal([Tags.QueryRetrieveLevel, Tags.RetrieveAETitle, Tags.StudyInstanceUID, Tags.StudyID], answer.Select(static e => e.Tag));
        Assert.Equal("STUDY", answer.GetString(Tags.QueryRetrieveLevel));
        Assert.Equal("BELFRY", answer.GetString(Tags.RetrieveAETitle));
        Assert.True(answer.TryGetElement(Tags.StudyID, out var id) && id.IsEmpty);
    }

    [Fact]
    public async Task Find_AnswerNamesItsOwnRetrieveAETitle_IsKept()
    {
        var study = Study("1.2.3", "20260102", "101500");
        study.Set(Tags.RetrieveAETitle, "OTHER");

        var replies = await AskAsync(ScriptedFind.Of(study), Query("STUDY", (Tags.StudyInstanceUID, "")));

        Assert.Equal("OTHER", replies[0].DataSet!.GetString(Tags.RetrieveAETitle));
    }

    [Theory]
    [InlineData(QueryRetrieveModel.StudyRoot, "", "(0008,0052)")]
    [InlineData(QueryRetrieveModel.StudyRoot, "FRAME", "(0008,0052)")]
    [InlineData(QueryRetrieveModel.StudyRoot, "PATIENT", "(0008,0052)")]
    [InlineData(QueryRetrieveModel.PatientStudyOnly, "SERIES", "(0008,0052)")]
    [InlineData(QueryRetrieveModel.PatientRoot, "STUDY", "(0010,0020)")]
    [InlineData(QueryRetrieveModel.StudyRoot, "SERIES", "(0020,000D)")]
    [Trait("Section", "PS3.4 C.4.1.2.1")]
    public async Task Find_IdentifierThatDoesNotFit_IsA900WithTheAttribute(QueryRetrieveModel model, string level, string offending)
    {
        var reply = Assert.Single(await AskAsync(ScriptedFind.Of(), Query(level, (Tags.PatientName, "")), model));

        Assert.Equal(FindStatus.IdentifierDoesNotMatchSopClass, reply.Status);
        Assert.Equal(offending, Assert.Single(reply.Response.OffendingElements).ToString(), ignoreCase: true);
        Assert.NotNull(reply.Response.ErrorComment);
    }

    [Theory]
    [InlineData("1.2\\1.3")]
    [InlineData("1.2*")]
    [Trait("Section", "PS3.4 C.4.1.2.2.1")]
    public async Task Find_SeveralUidsAboveTheLevel_IsA900(string uids)
    {
        var reply = Assert.Single(await AskAsync(ScriptedFind.Of(), Query("SERIES", (Tags.StudyInstanceUID, uids))));

        Assert.Equal(FindStatus.IdentifierDoesNotMatchSopClass, reply.Status);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.5.1.1")]
    public async Task Find_RelationalNegotiated_NeedsNoKeysAbove()
    {
        var replies = await AskAsync(ScriptedFind.Of(Study("1.2.3", "20260102", "101500")), Query("SERIES", (Tags.PatientName, "")), negotiation: [1]);

        Assert.Equal([DimseStatus.Pending, DimseStatus.Success], replies.Select(static r => r.Status));
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(new byte[] { 0, 0 }, 2)]
    [InlineData(new byte[] { 0, 1 }, 3)]
    [Trait("Section", "PS3.4 C.2.2.2.5.2")]
    public async Task Find_DateAndTimeRanges_AreOnePeriodWhenNegotiated(byte[]? negotiation, int expected)
    {
        // The first is out of the range of times, and within the period from the 1st at 18:15 to the 2nd at 19:00.
        var find = ScriptedFind.Of(
            Study("1.2.3", "20260101", "200000"), Study("1.2.4", "20260101", "183000"), Study("1.2.5", "20260102", "183000"),
            Study("1.2.6", "20260103", "183000"));
        var query = Query("STUDY", (Tags.StudyDate, "20260101-20260102"), (Tags.StudyTime, "181500-190000"), (Tags.StudyInstanceUID, ""));

        var replies = await AskAsync(find, query, negotiation: negotiation);

        Assert.Equal(expected, replies.Count(static r => r.Status.IsPending));
    }

    [Theory]
    [InlineData(QueryRetrieveOptions.None, 0)]
    [InlineData(QueryRetrieveOptions.FuzzyPersonNames, 1)]
    [Trait("Section", "PS3.4 C.2.2.2.1.1")]
    public async Task Find_FuzzyNames_OnlyWhenGranted(QueryRetrieveOptions granted, int expected)
    {
        var replies = await AskAsync(
            ScriptedFind.Of(Study("1.2.3", "20260102", "101500")), Query("STUDY", (Tags.PatientName, "john smith")),
            negotiation: [0, 0, 1], options: s_options with { Granted = granted });

        Assert.Equal(expected, replies.Count(static r => r.Status.IsPending));
    }

    [Fact]
    public async Task Find_HandlerAsksTheBuiltIn_ItsAnswersAreSent()
    {
        var builtIn = ScriptedFind.Of(Study("1.2.3", "20260102", "101500"));
        await using var host = new ServiceHost(
            null, s_options, find: new ScriptedFind((request, cancellation) => request.BuiltIn!.FindAsync(request, cancellation)), builtIn: builtIn);
        await using var association = await host.AssociateAsync(QueryRetrieveModel.StudyRoot);

        var replies = await ServiceHost.FindAsync(association, QueryRetrieveModel.StudyRoot, Query("STUDY", (Tags.StudyInstanceUID, "")), Token);

        Assert.Equal("1.2.3", replies[0].DataSet!.GetString(Tags.StudyInstanceUID));
    }

    [Fact]
    public async Task Find_HandlerWithWholeAnswers_SendsAllAndAddsLevel()
    {
        var find = new ScriptedFind((_, cancellation) => ScriptedWorklist.AsyncOf([Study("1.2.3", "20260102", "101500")], cancellation))
        {
            TakesAnyLevel = true,
            AnswersAreComplete = true,
        };

        var replies = await AskAsync(find, Query("NONSENSE", (Tags.PatientID, "")));

        Assert.Equal(
            [Tags.StudyDate, Tags.StudyTime, Tags.QueryRetrieveLevel, Tags.RetrieveAETitle, Tags.PatientName, Tags.StudyInstanceUID],
            replies[0].DataSet!.Select(static e => e.Tag));
    }

    [Fact]
    public async Task Find_SameBytesOnOtherTerms_AreUnderstoodAnew()
    {
        await using var host = new ServiceHost(null, s_options, find: ScriptedFind.Of(Study("1.2.3", "20260102", "101500")));
        await using var plain = await host.AssociateAsync(QueryRetrieveModel.StudyRoot);
        await using var relational = await host.AssociateAsync(QueryRetrieveModel.StudyRoot, [1]);
        var query = Query("IMAGE", (Tags.PatientName, "SMITH*"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(2, (await ServiceHost.FindAsync(relational, QueryRetrieveModel.StudyRoot, query, Token)).Count);
            Assert.Equal(
                FindStatus.IdentifierDoesNotMatchSopClass,
                Assert.Single(await ServiceHost.FindAsync(plain, QueryRetrieveModel.StudyRoot, query, Token)).Status);
        }
    }

    // Native plugins get sequence keys without their items.
    [Fact]
    public async Task Find_SequenceKey_ReachesTheHandlerWithItsItem()
    {
        FindRequest? seen = null;
        var find = new ScriptedFind((request, cancellation) =>
        {
            seen = request;
            return ScriptedWorklist.AsyncOf([], cancellation);
        });
        var query = Query("STUDY", (Tags.PatientName, "SMITH*"));
        query.Set(Tags.RequestAttributesSequence, new DicomDataSet { { Tags.ScheduledProcedureStepID, "STEP7" } });

        await AskAsync(find, query);

        Assert.NotNull(seen);
        Assert.Equal([Tags.QueryRetrieveLevel, Tags.PatientName, Tags.RequestAttributesSequence], seen.Query.Identifier.Select(static e => e.Tag));
        Assert.Equal("STEP7", Assert.Single(seen.Query.Identifier.GetSequence(Tags.RequestAttributesSequence)).GetString(Tags.ScheduledProcedureStepID));
        Assert.Equal("SMITH*", seen.Query.PatientName);
        Assert.Equal(("WORKSTATION", "BELFRY"), (seen.Connection.CallingAETitle.Value, seen.Connection.CalledAETitle.Value));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.1.1.4")]
    public async Task Find_MarkedIncomplete_EndsWithFE00()
    {
        var find = new ScriptedFind((request, cancellation) =>
        {
            request.MarkIncomplete();
            return ScriptedWorklist.AsyncOf([Study("1.2.3", "20260102", "101500")], cancellation);
        });

        var replies = await AskAsync(find, Query("STUDY", (Tags.StudyInstanceUID, "")));

        Assert.Equal([0xFF00, 0xFE00], replies.Select(static r => (int)r.Status.Code));
    }

    private static async Task<List<DimseReply>> AskAsync(
        IFindHandler find, DicomDataSet query, QueryRetrieveModel model = QueryRetrieveModel.StudyRoot, byte[]? negotiation = null, FindOptions? options = null)
    {
        await using var host = new ServiceHost(null, options ?? s_options, find: find);
        await using var association = await host.AssociateAsync(model, negotiation);
        return await ServiceHost.FindAsync(association, model, query, Token);
    }

    private static DicomDataSet Study(string uid, string date, string time) => new()
    {
        { Tags.StudyDate, date }, { Tags.StudyTime, time }, { Tags.PatientName, "SMITH^JOHN" }, { Tags.StudyInstanceUID, uid },
    };

    private static DicomDataSet Query(string level, params (DicomTag Tag, string Value)[] keys)
    {
        var query = new DicomDataSet { { Tags.QueryRetrieveLevel, level } };
        foreach (var (tag, value) in keys)
            query.Set(tag, value);
        return query;
    }
}
