using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>A query that comes again is not compiled again; nobody may notice.</summary>
public sealed class RepeatedQueryTests
{
    private const int Times = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_HandlerThatChangesItsIdentifier_ChangesNoOtherQuery()
    {
        var seen = new List<string?>();
        await using var host = new ServiceHost(new ScriptedWorklist((request, cancellation) =>
        {
            seen.Add(request.Query.PatientId);
            request.Query.Identifier.Set(Tags.PatientID, "CHANGED");
            return ScriptedWorklist.AsyncOf([], cancellation);
        }));
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
            await ServiceHost.FindAsync(association, new DicomDataSet { { Tags.PatientID, "P1" } }, Token);
        Assert.Equal(Enumerable.Repeat("P1", Times), seen);
    }

    [Fact]
    public async Task Find_HandlerThatKeepsItsQuery_KeepsItsOwn()
    {
        var queries = new HashSet<WorklistQuery>();
        await using var host = new ServiceHost(new ScriptedWorklist((request, cancellation) =>
        {
            queries.Add(request.Query);
            Assert.Same(request.Query.Identifier, request.Query.Identifier);
            return ScriptedWorklist.AsyncOf([], cancellation);
        }));
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
            await ServiceHost.FindAsync(association, new DicomDataSet { { Tags.PatientID, "P1" } }, Token);
        Assert.Equal(Times, queries.Count);
    }

    [Fact]
    [Trait("Section", "PS3.4 K.4.1.1.4")]
    public async Task Find_OptionalKey_IsUnsupportedAnewInEachQuery()
    {
        var without = new DicomDataSet { { Tags.PatientID, "P1" } };
        var with = new DicomDataSet { { Tags.PatientID, "P1" }, { Tags.PixelSpacing, "1\\1" } };
        await using var host = new ServiceHost(ScriptedWorklist.Of(without, with));
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
        {
            var query = new DicomDataSet { { Tags.PatientID, "P1" } };
            query.SetEmpty(Tags.PixelSpacing);
            var replies = await ServiceHost.FindAsync(association, query, Token);
            Assert.Equal([DimseStatus.PendingWithUnsupportedKeys, DimseStatus.Pending, DimseStatus.Success], replies.Select(static r => r.Status));
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    public async Task Find_TransferSyntax_IsToldToTheHandler(string transferSyntax)
    {
        var told = new List<DicomUid>();
        await using var host = new ServiceHost(new ScriptedWorklist((request, cancellation) =>
        {
            told.Add(request.TransferSyntax.Uid);
            return ScriptedWorklist.AsyncOf([], cancellation);
        }));
        await using var association = await host.AssociateAsync(transferSyntaxes: new DicomUid(transferSyntax));
        for (var i = 0; i < Times; i++)
            await ServiceHost.FindAsync(association, new DicomDataSet { { Tags.PatientID, "P1" } }, Token);
        Assert.Equal(Enumerable.Repeat(new DicomUid(transferSyntax), Times), told);
    }

    [Fact]
    public async Task Find_AnswersAtHand_AreSentWithoutAskingFurther()
    {
        var handler = new AtHand(static _ => [new DicomDataSet { { Tags.PatientID, "P1" } }, new DicomDataSet { { Tags.PatientID, "P2" } }]);
        await using var host = new ServiceHost(handler);
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
        {
            var replies = await ServiceHost.FindAsync(association, Keys(), Token);
            Assert.Equal(["P1", "P2", null], replies.Select(static r => r.DataSet?.GetString(Tags.PatientID)));
            Assert.Equal([DimseStatus.Pending, DimseStatus.Pending, DimseStatus.Success], replies.Select(static r => r.Status));
        }

        Assert.Equal(0, handler.Asked);
    }

    [Fact]
    [Trait("Section", "PS3.4 K.4.1.1.4")]
    public async Task Find_AnswersAtHandThatAreNotAll_EndAsIncomplete()
    {
        await using var host = new ServiceHost(new AtHand(static request =>
        {
            request.MarkIncomplete();
            return [new DicomDataSet { { Tags.PatientID, "P1" } }];
        }));
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
        {
            var replies = await ServiceHost.FindAsync(association, Keys(), Token);
            Assert.Equal([DimseStatus.Pending, DimseStatus.Cancel], replies.Select(static r => r.Status));
        }
    }

    [Fact]
    public async Task Find_NothingAtHand_AsksTheHandler()
    {
        var handler = new AtHand(static _ => null);
        await using var host = new ServiceHost(handler);
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
            Assert.Single(await ServiceHost.FindAsync(association, Keys(), Token));
        Assert.Equal(Times, handler.Asked);
    }

    [Fact]
    public async Task Find_LookingAtWhatIsAtHandFails_EndsTheQueryOnly()
    {
        await using var host = new ServiceHost(new AtHand(static _ => throw new DimseStatusException(new DimseStatus(0xC123), "no such station")));
        await using var association = await host.AssociateAsync();
        for (var i = 0; i < Times; i++)
            Assert.Equal(new DimseStatus(0xC123), Assert.Single(await ServiceHost.FindAsync(association, Keys(), Token)).Status);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, Token));
    }

    private static DicomDataSet Keys()
    {
        var keys = new DicomDataSet();
        keys.SetEmpty(Tags.PatientID);
        return keys;
    }

    private sealed class AtHand(Func<WorklistRequest, IReadOnlyList<DicomDataSet>?> find) : IWorklistHandler
    {
        private int _asked;

        public int Asked => _asked;

        public IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            return ScriptedWorklist.AsyncOf([], cancellation);
        }

        public IReadOnlyList<DicomDataSet>? FindAtHand(WorklistRequest request) => find(request);
    }
}
