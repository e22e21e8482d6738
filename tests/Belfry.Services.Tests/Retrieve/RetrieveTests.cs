using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Retrieve;

public sealed class RetrieveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.7 9.3.4.2")]
    public async Task Move_SeveralInstances_SendsThemAndCountsEach()
    {
        var stored = new StoredInstances();
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var handler = ScriptedRetrieve.Of([.. Enumerable.Range(1, 5).Select(i => RetrieveHost.Instance(i))]);
        await using var host = new RetrieveHost(handler, modalities);
        await using var association = await host.AssociateAsync();

        var replies = await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token);

        Assert.Equal(
            ["FF00H 4/1/0/0", "FF00H 3/2/0/0", "FF00H 2/3/0/0", "FF00H 1/4/0/0", "0000H -/5/0/0"], replies.Select(RetrieveText.Of));
        Assert.All(replies, reply => Assert.Null(reply.DataSet));
        Assert.Equal(["1.2.3.4.1", "1.2.3.4.2", "1.2.3.4.3", "1.2.3.4.4", "1.2.3.4.5"], stored.All.Select(one => one.Request.AffectedSopInstanceUid.Value));
        Assert.All(stored.All, one => Assert.Equal("WORKSTATION", one.Request.MoveOriginatorAETitle.Value));
        Assert.All(stored.All, one => Assert.Equal(handler.Request?.MessageId, one.Request.MoveOriginatorMessageId));
        Assert.Equal("BELFRY", Assert.Single(modalities.Requests).CallingAETitle.Value);
        Assert.Equal(TransferSyntax.ExplicitVRLittleEndian, stored.All.First().TransferSyntax);
        var second = DicomDataSet.Parse(stored.All.ElementAt(1).DataSet, TransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("P2", second.GetString(Tags.PatientID));
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.3.2")]
    public async Task Get_SeveralInstances_SendsThemByTheSameAssociation()
    {
        var stored = new StoredInstances();
        await using var host = new RetrieveHost(ScriptedRetrieve.Of([.. Enumerable.Range(1, 3).Select(i => RetrieveHost.Instance(i))]));
        await using var association = await host.AssociateAsync(stored, Uids.CTImageStorage);

        var replies = await RetrieveHost.GetAsync(association, cancellation: Token);

        Assert.Equal(["FF00H 2/1/0/0", "FF00H 1/2/0/0", "0000H -/3/0/0"], replies.Select(RetrieveText.Of));
        Assert.Equal(["1.2.3.4.1", "1.2.3.4.2", "1.2.3.4.3"], stored.All.Select(one => one.Request.AffectedSopInstanceUid.Value));
        Assert.All(stored.All, one => Assert.Null(one.Request.MoveOriginatorMessageId));
    }
}
