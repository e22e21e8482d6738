using Belfry.Dicom;
using Belfry.Network;
using Xunit;

namespace Belfry.Archive.Tests.Ingest;

/// <summary>Instances that come more than once.</summary>
public sealed class OverwriteTests
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    [Theory]
    [InlineData(OverwritePolicy.Never, true, 512)]
    [InlineData(OverwritePolicy.Always, false, 512)]
    [InlineData(OverwritePolicy.IfChanged, false, 512)]
    [InlineData(OverwritePolicy.Never, true, 400_000)]
    [InlineData(OverwritePolicy.Always, false, 400_000)]
    public async Task Store_OtherBytesOfTheSameInstance_StaysOrReplaces(OverwritePolicy policy, bool keepsFirst, int pixels)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { Overwrite = policy } };
        await bench.OpenAsync();
        var first = TestInstance.Make(pixels: pixels);
        var second = TestInstance.Make(pixels: pixels + 2);
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(first));
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(second));

        Assert.Equal((keepsFirst ? first : second).ToBytes(TransferSyntax.ExplicitVRLittleEndian), await bench.ReadAsync(_uid));
        Assert.Equal(Assert.Single(bench.Index.Rows).File.FileId.ToString("N"), Path.GetFileName(Assert.Single(bench.Files)));
    }

    [Theory]
    [InlineData("gone", OverwritePolicy.Never, 512, false)]
    [InlineData("cut", OverwritePolicy.Never, 512, false)]
    [InlineData("changed", OverwritePolicy.Never, 512, false)]
    [InlineData("changed", OverwritePolicy.Never, 512, true)]
    [InlineData("gone", OverwritePolicy.IfChanged, 400_000, false)]
    [InlineData("cut", OverwritePolicy.Never, 400_000, false)]
    [InlineData("changed", OverwritePolicy.Never, 400_000, false)]
    public async Task Store_FileOfTheSameInstanceIsDamaged_TakesItsPlace(string damage, OverwritePolicy policy, int pixels, bool compresses)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { Overwrite = policy, Compresses = compresses } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make(pixels: pixels));
        var damaged = Assert.Single(bench.Files);
        var bytes = await File.ReadAllBytesAsync(damaged, TestContext.Current.CancellationToken);
        File.Delete(damaged);
        bytes[^10] ^= 1;
        if (damage != "gone")
            await File.WriteAllBytesAsync(damaged, damage == "cut" ? bytes[..^10] : bytes, TestContext.Current.CancellationToken);

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make(pixels: pixels)));

        var row = Assert.Single(bench.Index.Rows);
        Assert.Equal(row.File.FileId.ToString("N"), Path.GetFileName(Assert.Single(bench.Files)));
        Assert.NotEqual(Path.GetFileName(damaged), row.File.FileId.ToString("N"));
        Assert.Equal(TestInstance.Make(pixels: pixels).ToBytes(TransferSyntax.ExplicitVRLittleEndian), await bench.ReadAsync(_uid));
    }

    [Fact]
    public async Task Store_Replaced_WhoReadsTheOldOneReadsOn()
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { Overwrite = OverwritePolicy.Always } };
        await bench.OpenAsync();
        var first = TestInstance.Make().ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        await bench.StoreAsync(TestInstance.Make());
        var source = await bench.Archive.Instances.FindAsync(_uid, TestContext.Current.CancellationToken);
        Assert.NotNull(source);
        await using var open = await source.OpenAsync(TestContext.Current.CancellationToken);

        await bench.StoreAsync(TestInstance.Make(pixels: 1024));

        var bytes = new byte[first.Length];
        await open.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal(first, bytes);
    }

    [Theory]
    [InlineData(OverwritePolicy.Never)]
    [InlineData(OverwritePolicy.Always)]
    public async Task Store_SameInstanceFromManyAssociations_KeepsExactlyOne(OverwritePolicy policy)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { Overwrite = policy } };
        await bench.OpenAsync();
        var associations = new List<Association>();
        for (var i = 0; i < 8; i++)
            associations.Add(await bench.AssociateAsync(Uids.ExplicitVRLittleEndian));

        var replies = await Task.WhenAll(associations.SelectMany((association, i) => new[] { SendTwiceAsync(association, 512 + (2 * i)) }));

        Assert.All(replies, status => Assert.Equal(DimseStatus.Success, status));
        var row = Assert.Single(bench.Index.Rows);
        Assert.Equal(row.File.FileId.ToString("N"), Path.GetFileName(Assert.Single(bench.Files)));
        Assert.Equal(row.File.Length - row.File.DataSetOffset, (await bench.ReadAsync(_uid)).Length);
        foreach (var association in associations)
            await association.DisposeAsync();
    }

    private static async Task<DimseStatus> SendTwiceAsync(Association association, int pixels)
    {
        var first = await ArchiveBench.SendAsync(association, _uid, TestInstance.Make(pixels: pixels));
        var second = await ArchiveBench.SendAsync(association, _uid, TestInstance.Make(pixels: pixels));
        return first.Status == DimseStatus.Success ? second.Status : first.Status;
    }
}
