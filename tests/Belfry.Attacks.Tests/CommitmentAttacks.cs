using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Attacks.Tests;

/// <summary>Transactions of storage commitment beyond measure, twice, and of nothing.</summary>
[Attack(11)]
public sealed class CommitmentAttacks
{
    private static readonly NActionRequest _action = new(Uids.StorageCommitmentPushModel, new DicomUid("1.2.840.10008.1.20.1.1"), 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1001, 0x0213)]
    [InlineData(0, 0x0115)]
    public async Task Transaction_OfTooManyOrNone_IsRefused(int references, int status)
    {
        await using var server = await AttackedServer.StartAsync();
        Assert.Equal(status, await AskAsync(server, Transaction("1.2.3", references)));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Transaction_OfTheSameInstanceAThousandTimes_IsTakenForLittleMemory()
    {
        await using var server = await AttackedServer.StartAsync();
        var transaction = Transaction("1.2.4", 1000, isSame: true);
        await Bound.HoldsAsync(64, async () => Assert.True(await AskAsync(server, transaction) is 0 or 0x0115));
    }

    [Fact]
    public async Task Transaction_WithoutItsUid_IsRefused()
    {
        await using var server = await AttackedServer.StartAsync();
        var transaction = Transaction("1.2.5", 1);
        transaction.Remove(Tags.TransactionUID);
        Assert.Equal(0x0115, await AskAsync(server, transaction));
    }

    /// <summary>A request for these many instances.</summary>
    public static DicomDataSet Transaction(string uid, int references, bool isSame = false)
    {
        var dataSet = new DicomDataSet { { Tags.TransactionUID, uid } };
        dataSet.Set(
            Tags.ReferencedSOPSequence,
            [.. Enumerable.Range(0, references).Select(index => new DicomDataSet { { Tags.ReferencedSOPClassUID, Uids.CTImageStorage }, { Tags.ReferencedSOPInstanceUID, isSame ? "1.2.9" : $"1.2.9.{index}" } })]);
        return dataSet;
    }

    private static async Task<int> AskAsync(AttackedServer server, DicomDataSet transaction)
    {
        await using var association = await server.AssociateProperlyAsync(Uids.StorageCommitmentPushModel);
        var replies = await association.InvokeAsync(_action, transaction, Token).ToListAsync(Token);
        return Assert.Single(replies).Status.Code;
    }
}
