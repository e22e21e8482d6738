using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>Query/Retrieve answers that a handler has at hand.</summary>
public sealed class QueryRetrieveAtHandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_AnswersAtHand_AreSentWithoutAskingFurther()
    {
        var handler = new AtHand(static request => [Study(request.Query.StudyInstanceUids[0].Value)]);

        var replies = await AskAsync(handler, Keys("1.2.3"));

        Assert.Equal([DimseStatus.Pending, DimseStatus.Success], replies.Select(static r => r.Status));
        Assert.Equal("1.2.3", replies[0].DataSet!.GetString(Tags.StudyInstanceUID));
        Assert.Equal("STUDY", replies[0].DataSet!.GetString(Tags.QueryRetrieveLevel));
        Assert.Equal(0, handler.Asked);
    }

    [Fact]
    public async Task Find_NothingAtHand_AsksTheHandler()
    {
        var handler = new AtHand(static _ => null);

        Assert.Single(await AskAsync(handler, Keys("1.2.3")));

        Assert.Equal((1, 1), (handler.Looked, handler.Asked));
    }

    [Fact]
    public async Task Find_LookingAtWhatIsAtHandFails_EndsTheQueryOnly()
    {
        var handler = new AtHand(static _ => throw new DimseStatusException(new DimseStatus(0xC123), "no such index"));

        Assert.Equal(new DimseStatus(0xC123), Assert.Single(await AskAsync(handler, Keys("1.2.3"))).Status);
    }

    [Fact]
    public async Task Find_IdentifierThatDoesNotFit_ReachesNobody()
    {
        var handler = new AtHand(static _ => []);

        Assert.Equal(FindStatus.IdentifierDoesNotMatchSopClass, Assert.Single(await AskAsync(handler, [])).Status);

        Assert.Equal(0, handler.Looked);
    }

    private static DicomDataSet Keys(string study) => new() { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, study } };

    private static DicomDataSet Study(string uid) => new() { { Tags.StudyInstanceUID, uid } };

    private static async Task<IReadOnlyList<DimseReply>> AskAsync(IFindHandler handler, DicomDataSet keys)
    {
        await using var host = new ServiceHost(null, FindOptions.Default with { Matching = MatchingPolicy.Baseline }, find: handler);
        await using var association = await host.AssociateAsync(QueryRetrieveModel.StudyRoot);
        return await ServiceHost.FindAsync(association, QueryRetrieveModel.StudyRoot, keys, Token);
    }

    private sealed class AtHand(Func<FindRequest, IReadOnlyList<DicomDataSet>?> find) : IFindHandler
    {
        public int Asked { get; private set; }

        public int Looked { get; private set; }

        public IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, CancellationToken cancellation)
        {
            Asked++;
            return ScriptedWorklist.AsyncOf([], cancellation);
        }

        public IReadOnlyList<DicomDataSet>? FindAtHand(FindRequest request)
        {
            Looked++;
            return find(request);
        }
    }
}
