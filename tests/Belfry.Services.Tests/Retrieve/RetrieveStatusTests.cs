using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Retrieve;

/// <summary>The final response for each way in which a retrieve may end.</summary>
public sealed class RetrieveStatusTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "0000H -/0/0/0", "")]
    [InlineData("SSS", "0000H -/3/0/0", "")]
    [InlineData("SFS", "B000H -/2/1/0", "1.2.3.4.2")]
    [InlineData("SWS", "B000H -/2/0/1", "")]
    [InlineData("WW", "B000H -/0/0/2", "")]
    [InlineData("FWF", "B000H -/0/2/1", @"1.2.3.4.1\1.2.3.4.3")]
    [InlineData("FFF", "A702H -/0/3/0", @"1.2.3.4.1\1.2.3.4.2\1.2.3.4.3")]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task Move_WorkOfTheHandler_EndsWithTheStatusOfTheWhole(string results, string expected, string failedList)
    {
        var suboperations = results.Select((result, i) => Suboperation.Perform(
            _ => ValueTask.FromResult(ResultOf(result)), new DicomUid($"1.2.3.4.{i + 1}"))).ToArray();
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(suboperations), WithStation());
        await using var association = await host.AssociateAsync();
        var replies = await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token);
        Assert.Equal(expected, RetrieveText.Of(replies[^1]));
        Assert.Equal(failedList, string.Join('\\', replies[^1].DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList) ?? []));
        Assert.All(replies.SkipLast(1), reply => Assert.Null(reply.DataSetBytes));
        Assert.Equal(Math.Max(1, results.Length), replies.Count);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.3.1")]
    public async Task Move_WorkThatThrows_IsCountedAsFailedAndTheOthersGoOn()
    {
        Suboperation[] suboperations =
        [
            Suboperation.Perform(_ => throw new InvalidOperationException("bug"), new DicomUid("1.2.3.1")),
            Suboperation.Perform(_ => throw new DimseStatusException(new DimseStatus(0xB007)), new DicomUid("1.2.3.2")),
            Suboperation.Perform(_ => ValueTask.FromResult(SuboperationResult.Completed)),
            Suboperation.Failure(default, new DimseStatus(0xA700)),
            Suboperation.SendStored(new DicomUid("1.2.3.3")),
        ];
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(suboperations), WithStation());
        await using var association = await host.AssociateAsync();
        var last = (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
        Assert.Equal("B000H -/1/3/1", RetrieveText.Of(last));
        Assert.Equal(["1.2.3.1", "1.2.3.3"], last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task Move_UnknownDestination_IsRefusedWithoutAskingTheHandler()
    {
        var handler = ScriptedRetrieve.Of(RetrieveHost.Instance(1));
        await using var host = new RetrieveHost(handler, WithStation());
        await using var association = await host.AssociateAsync();
        var reply = Assert.Single(await RetrieveHost.MoveAsync(association, "NOBODY", cancellation: Token));
        Assert.Equal(RetrieveStatus.MoveDestinationUnknown, reply.Status);
        Assert.Null(handler.Request);
    }

    [Fact]
    public async Task Move_HandlerThatTakesAnyDestination_IsAskedWithIt()
    {
        var handler = new ScriptedRetrieve((_, cancellation) => ScriptedRetrieve.AsyncOf(
            [Suboperation.Perform(_ => ValueTask.FromResult(SuboperationResult.Completed)), Suboperation.Send(RetrieveHost.Instance(1))], cancellation))
        {
            TakesAnyDestination = true,
        };
        await using var host = new RetrieveHost(handler);
        await using var association = await host.AssociateAsync();
        var replies = await RetrieveHost.MoveAsync(association, "NOBODY", cancellation: Token);
        Assert.Equal("NOBODY", handler.Request?.MoveDestination?.Value);
        Assert.Equal("B000H -/1/1/0", RetrieveText.Of(replies[^1]));
    }

    [Theory]
    [InlineData(QueryRetrieveModel.StudyRoot, null)]
    [InlineData(QueryRetrieveModel.StudyRoot, "")]
    [InlineData(QueryRetrieveModel.StudyRoot, "FRAME")]
    [InlineData(QueryRetrieveModel.StudyRoot, "PATIENT")]
    [InlineData(QueryRetrieveModel.PatientStudyOnly, "SERIES")]
    [InlineData(QueryRetrieveModel.PatientStudyOnly, "IMAGE")]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task Move_LevelThatTheModelHasNot_IsRefused(QueryRetrieveModel model, string? level)
    {
        var handler = ScriptedRetrieve.Of(RetrieveHost.Instance(1));
        await using var host = new RetrieveHost(handler, WithStation());
        await using var association = await host.AssociateAsync();
        var identifier = new DicomDataSet { { Tags.StudyInstanceUID, "1.2.3" } };
        if (level is not null)
            identifier.Set(Tags.QueryRetrieveLevel, level);
        var reply = Assert.Single(await RetrieveHost.MoveAsync(association, "STATION", identifier, QueryRetrieveSopClasses.Move(model), Token));
        Assert.Equal(RetrieveStatus.IdentifierDoesNotMatchSopClass, reply.Status);
        Assert.Equal([Tags.QueryRetrieveLevel], reply.Response.OffendingElements);
        Assert.Null(handler.Request);
    }

    [Theory]
    [InlineData("PATIENT", QueryRetrieveLevel.Patient)]
    [InlineData("studies", QueryRetrieveLevel.Study)]
    [InlineData("other", null)]
    public async Task Move_HandlerThatTakesAnyLevel_IsAsked(string level, QueryRetrieveLevel? seen)
    {
        var handler = new ScriptedRetrieve((_, cancellation) => ScriptedRetrieve.AsyncOf([], cancellation)) { TakesAnyLevel = true };
        await using var host = new RetrieveHost(handler, WithStation());
        await using var association = await host.AssociateAsync();
        var reply = Assert.Single(await RetrieveHost.MoveAsync(association, "STATION", new DicomDataSet { { Tags.QueryRetrieveLevel, level } }, cancellation: Token));
        Assert.Equal("0000H -/0/0/0", RetrieveText.Of(reply));
        Assert.Equal(seen, handler.Request?.Query.Level);
    }

    [Theory]
    [InlineData(0, "C000H -/-/-/-")]
    [InlineData(2, "C000H -/2/0/0")]
    public async Task Move_HandlerThatFails_TellsWhatWasCounted(int after, string expected)
    {
        await using var host = new RetrieveHost(new ScriptedRetrieve((_, _) => FailAsync(after, new InvalidOperationException("bug"))), WithStation());
        await using var association = await host.AssociateAsync();
        Assert.Equal(expected, RetrieveText.Of((await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1]));
    }

    [Theory]
    [InlineData(0, "A701H -/-/-/-")]
    [InlineData(2, "A701H -/2/0/0")]
    public async Task Move_HandlerThatChoosesAStatus_EndsWithIt(int after, string expected)
    {
        await using var host = new RetrieveHost(
            new ScriptedRetrieve((_, _) => FailAsync(after, new DimseStatusException(RetrieveStatus.UnableToCalculateMatches, "too many"))), WithStation());
        await using var association = await host.AssociateAsync();
        var last = (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
        Assert.Equal(expected, RetrieveText.Of(last));
        Assert.Equal("too many", last.Response.ErrorComment);
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.4.2")]
    public async Task Move_SeventyThousandSuboperations_CountsUpToWhatSixteenBitsHold()
    {
        const int Count = 70_000;
        var failed = 0;
        var handler = new ScriptedRetrieve((request, cancellation) =>
        {
            request.SuboperationCount = Count;
            return ScriptedRetrieve.AsyncOf(Enumerable.Range(0, Count).Select(i => Suboperation.Perform(
                _ => ValueTask.FromResult(i % 1000 == 999 ? SuboperationResult.Failed(new DimseStatus(0xA700)) : SuboperationResult.Completed),
                new DicomUid($"1.2.3.{i}"))), cancellation);
        });
        await using var host = new RetrieveHost(handler, WithStation());
        await using var association = await host.AssociateAsync();
        DimseReply? first = null;
        DimseReply? last = null;
        var pending = 0;
        var request = new CMoveRequest(Uids.StudyRootQueryRetrieveInformationModelMove, AETitle.Parse("STATION"));
        await foreach (var reply in association.InvokeAsync(request, RetrieveHost.Study(), Token))
        {
            first ??= reply;
            last = reply;
            pending += reply.Status.IsPending ? 1 : 0;
            failed = ((CMoveResponse)reply.Response).FailedSuboperations.GetValueOrDefault();
        }

        Assert.Equal("FF00H 65535/1/0/0", RetrieveText.Of(first ?? throw new InvalidOperationException("No response.")));
        Assert.Equal("B000H -/65535/70/0", RetrieveText.Of(last ?? throw new InvalidOperationException("No response.")));
        Assert.Equal(Count - 1, pending);
        Assert.Equal(70, failed);
        Assert.Equal(70, last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList).Count);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.1.4.2")]
    public async Task Move_MoreFailuresThanAListHolds_EndsWithAListThatCanBeRead()
    {
        var suboperations = Enumerable.Range(0, 3000).Select(i => Suboperation.Failure(new DicomUid($"1.2.3.4.5.6.7.8.9.10.11.12.{1_000_000 + i}"), new DimseStatus(0xA700))).ToArray();
        var lines = new LogLines();
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(suboperations), WithStation(), logger: lines);
        await using var association = await host.AssociateAsync();
        var last = (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
        Assert.Equal("A702H -/0/3000/0", RetrieveText.Of(last));
        var listed = last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList).Count ?? 0;
        Assert.InRange(listed, 1700, 2999);
        Assert.Contains(lines.All, line => line.Id == 3223 && line.Text.Contains($"{3000 - listed} failed"));
    }

    [Fact]
    public async Task Move_IdentifierThatIsTooLong_IsRefused()
    {
        await using var host = new RetrieveHost(
            ScriptedRetrieve.Of(RetrieveHost.Instance(1)), WithStation(), new RetrieveOptions { MaxIdentifierLength = 1000 });
        await using var association = await host.AssociateAsync();
        var identifier = RetrieveHost.Study();
        identifier.Set(Tags.StudyInstanceUID, [.. Enumerable.Range(0, 100).Select(i => $"1.2.3.4.5.{i}")]);
        var reply = Assert.Single(await RetrieveHost.MoveAsync(association, "STATION", identifier, cancellation: Token));
        Assert.Equal(RetrieveStatus.UnableToCalculateMatches, reply.Status);
    }

    private static InMemoryModalities WithStation()
    {
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", new StoredInstances().HandleAsync);
        return modalities;
    }

    private static SuboperationResult ResultOf(char result) => result switch
    {
        'S' => SuboperationResult.Completed,
        'W' => SuboperationResult.Warning(new DimseStatus(0xB000)),
        _ => SuboperationResult.Failed(new DimseStatus(0xA700)),
    };

    private static async IAsyncEnumerable<Suboperation> FailAsync(int after, Exception fault)
    {
        for (var i = 0; i < after; i++)
            yield return Suboperation.Perform(_ => ValueTask.FromResult(SuboperationResult.Completed));
        await Task.Yield();
        throw fault;
    }
}
