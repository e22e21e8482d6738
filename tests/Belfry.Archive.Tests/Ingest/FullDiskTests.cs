using System.IO.Pipelines;
using Belfry.Archive.Tests.Storage;
using Belfry.Dicom;
using Xunit;

namespace Belfry.Archive.Tests.Ingest;

/// <summary>A disk that has no room refuses what comes, and harms nothing else.</summary>
public sealed class FullDiskTests
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(512, 0, false)]
    [InlineData(100_000, 0, true)]
    [InlineData(1_000_000, 0, false)]
    [InlineData(1_000_000, 500_000, false)]
    [InlineData(1_000_000, 300_000, true)]
    [InlineData(1_000_000, 10_000_000, false)]
    [Trait("Section", "PS3.4 B.2.3")]
    public async Task Store_DiskFull_IsRefusedWithA700AndGoesOnWhenThereIsRoom(int pixels, long room, bool compresses)
    {
        FaultyArea? area = null;
        await using var bench = new ArchiveBench
        {
            Wrap = inner => area = new FaultyArea(inner),
            Options = new ArchiveOptions { Compresses = compresses },
        };
        await bench.OpenAsync();
        Assert.NotNull(area);
        area.Fault = FaultyArea.DiskFull;
        area.Room = room;
        await using var association = await bench.AssociateAsync(Uids.ExplicitVRLittleEndian);

        var reply = await ArchiveBench.SendAsync(association, _uid, TestInstance.Make(pixels: pixels));

        Assert.Equal(new DimseStatus(0xA700), reply.Status);
        Assert.Equal("The disk is full", reply.Response.ErrorComment);
        Assert.Empty(bench.Files);
        Assert.Empty(bench.Index.Rows);
        area.Fault = null;
        Assert.Equal(DimseStatus.Success, (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make(pixels: pixels))).Status);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(400_000)]
    public async Task Store_BodyThatCannotBeRead_IsNoFaultOfTheDisk(int length)
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        var instance = TestInstance.Make(pixels: 600_000);
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await body.Writer.WriteAsync(instance.ToBytes(TransferSyntax.ExplicitVRLittleEndian).AsMemory(0, length), Token);
        var broken = new IOException("The client has gone.");
        await body.Writer.CompleteAsync(broken);

        Assert.Same(broken, await Record.ExceptionAsync(() => bench.StoreAsync(body.Reader, instance)));

        Assert.Empty(bench.Files);
        Assert.Empty(bench.Index.Rows);
    }

    [Fact]
    public async Task Store_IndexFull_IsRefusedWithA700AndLeavesNoFile()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        bench.Index.BeforeAdd = _ => throw FaultyArea.DiskFull;
        await using var association = await bench.AssociateAsync(Uids.ExplicitVRLittleEndian);

        Assert.Equal(new DimseStatus(0xA700), (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make())).Status);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Store_IndexFailsAfterTheRow_KeepsTheFileOfTheRow()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        bench.Index.AfterAdd = _ => throw new IOException("The log could not be synced.");
        await using var association = await bench.AssociateAsync(Uids.ExplicitVRLittleEndian);

        Assert.Equal(new DimseStatus(0xA700), (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make())).Status);
        Assert.Single(bench.Index.Rows);
        Assert.Single(bench.Files);
    }

    [Fact]
    public async Task Store_RealDiskWithoutRoom_IsRefusedWithA700()
    {
        await using var bench = new ArchiveBench();
        Directory.CreateDirectory(bench.Area);
        await using var disk = await SmallDisk.MountAsync(bench.Area, 1024 * 1024);
        try
        {
            await bench.OpenAsync();
            await using (var association = await bench.AssociateAsync(Uids.ExplicitVRLittleEndian))
            {
                Assert.Equal(new DimseStatus(0xA700), (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make(pixels: 3_000_000))).Status);
                var statuses = new List<DimseStatus>();
                for (var i = 1; i <= 8; i++)
                    statuses.Add((await ArchiveBench.SendAsync(association, new DicomUid($"1.2.{i}"), TestInstance.Make($"1.2.{i}", 200_000))).Status);
                Assert.Contains(DimseStatus.Success, statuses);
                Assert.Contains(new DimseStatus(0xA700), statuses);
                Assert.Equal(statuses.Count(status => status == DimseStatus.Success), bench.Files.Count);
                Assert.Equal(bench.Files.Count, bench.Index.Rows.Count);
            }

            await bench.CloseAsync();
        }
        finally
        {
            await bench.CloseAsync();
        }
    }
}
