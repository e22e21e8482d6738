using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>Queries that are made to cost much: refused before a handler hears of them, and the association goes on.</summary>
public sealed class HostileQueryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_MorePrivateKeysThanAllowed_IsOutOfResourcesAndAsksNobody()
    {
        var asked = false;
        var handler = new ScriptedWorklist((_, cancellation) =>
        {
            asked = true;
            return ScriptedWorklist.AsyncOf([], cancellation);
        });
        await using var host = new ServiceHost(handler);
        await using var association = await host.AssociateAsync();

        // As many as the longest identifier can hold: tag, length, two letters.
        var reply = Assert.Single(await ServiceHost.FindAsync(association, PrivateKeys(FindOptions.Worklist.MaxIdentifierLength / 10), Token));

        Assert.Equal((FindStatus.OutOfResources, "Too many keys in one query"), (reply.Status, reply.Response.ErrorComment));
        Assert.False(asked);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, Token));
    }

    [Fact]
    public async Task Find_AsManyKeysAsAllowed_IsAnswered()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(WorklistSamples.Read("W03")));
        await using var association = await host.AssociateAsync();
        var query = PrivateKeys(998);
        query.Set(Tags.PatientID, "");

        var replies = await ServiceHost.FindAsync(association, query, Token);

        Assert.Equal(DimseStatus.Success, replies[^1].Status);
    }

    private static DicomDataSet PrivateKeys(int count)
    {
        var query = new DicomDataSet();
        for (var i = 0; i < count; i++)
            query.Set(new DicomTag((ushort)(0x0009 + (2 * (i / 200))), (ushort)(0x1000 + (0x100 * (i % 200)))), VR.LO, "A");
        return query;
    }
}
