using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Modalities;

/// <summary>C-STORE of plugins.</summary>
[Trait("Section", "PS3.4 B.2")]
public sealed class ModalityStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_List_GivesAResultForEachOnOneAssociation()
    {
        await using var modalities = new InMemoryModalities();
        var stored = new StoredInstances { Answer = static request => new DimseStatus(request.AffectedSopInstanceUid.Value == "1.2.3.4.2" ? (ushort)0xA700 : (ushort)0) };
        modalities.Add("STATION", stored.HandleAsync);
        InstanceSource[] instances = [RetrieveHost.Instance(1), RetrieveHost.Instance(2), RetrieveHost.Instance(3, sopClass: Uids.MRImageStorage)];
        var results = await PluginModalities.Of(modalities)["STATION"].StoreAsync(instances, Token).ToListAsync(Token);
        Assert.Equal([true, false, true], results.Select(static result => result.IsStored));
        Assert.Equal((true, "A700H"), (results[1].MayArriveLater, results[1].Status.ToString()));
        Assert.Same(instances[1], results[1].Instance);
        Assert.Single(modalities.Requests);
    }

    [Fact]
    public async Task Store_NobodyListens_IsTheResultOfEach()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("STATION", static () => throw new AssociationException(AssociationEndReason.ConnectionFailed, "No connection."));
        var results = await PluginModalities.Of(modalities)["STATION"].StoreAsync([RetrieveHost.Instance(1), RetrieveHost.Instance(2)], Token).ToListAsync(Token);
        Assert.All(results, static result =>
        {
            Assert.True(result.MayArriveLater);
            Assert.Equal(ModalityFault.Unreachable, Assert.IsType<ModalityException>(result.Fault).Fault);
        });
        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task Store_CallerThatWantsNoMore_SendsNoMoreAndReleases()
    {
        await using var modalities = new InMemoryModalities();
        Association? theirs = null;
        var stored = new StoredInstances
        {
            Before = operation =>
            {
                theirs = operation.Association;
                return ValueTask.CompletedTask;
            },
        };
        modalities.Add("STATION", stored.HandleAsync);
        await foreach (var _ in PluginModalities.Of(modalities)["STATION"].StoreAsync(Enumerable.Range(1, 10).Select(static number => RetrieveHost.Instance(number)), Token))
            break;
        Assert.Single(stored.All);
        Assert.Equal(AssociationEndReason.ReleasedByPeer, await theirs!.Completion.WaitAsync(Token));
    }
}
