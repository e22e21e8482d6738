using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests.Storage;

/// <summary>What a crash leaves, and what is there when the archive has been opened again.</summary>
public sealed class RecoveryTests
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("missing")]
    [InlineData("short")]
    [InlineData("long")]
    [InlineData("zeros")]
    public async Task Open_FileThatTheIndexKept_IsWrittenAgain(string damage)
    {
        await using var bench = await CrashedAsync();
        var path = Assert.Single(bench.Files);
        var whole = await File.ReadAllBytesAsync(path, Token);
        if (damage == "missing")
            File.Delete(path);
        else
            await File.WriteAllBytesAsync(path, damage switch { "short" => whole[..100], "long" => [.. whole, 1], _ => new byte[whole.Length] }, Token);

        await bench.OpenAsync();

        Assert.Equal(whole, await File.ReadAllBytesAsync(path, Token));
        Assert.Empty(bench.Index.Unsynced);
    }

    [Fact]
    public async Task Open_FilesWithoutARow_AreDeletedAndNoOthers()
    {
        await using var bench = await CrashedAsync();
        var named = Assert.Single(bench.Files);
        var area = new FolderStorageArea(bench.Area, bench.Clock);
        for (var i = 0; i < 3; i++)
        {
            await area.WriteAsync(area.BeginFile(), new byte[10], Token);
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await area.DisposeAsync();
        var foreign = Path.Combine(bench.Area, "notes.txt");
        await File.WriteAllTextAsync(foreign, "not ours", Token);
        Assert.Equal(4, bench.Files.Count);

        await bench.OpenAsync();

        Assert.Equal(named, Assert.Single(bench.Files));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Open_ReplacedFileThatWasNotDeleted_IsDeleted()
    {
        FaultyArea? area = null;
        await using var bench = new ArchiveBench
        {
            Wrap = inner => area = new FaultyArea(inner),
            Options = new ArchiveOptions { Overwrite = OverwritePolicy.Always },
        };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await bench.Archive.DisposeAsync();
        await bench.OpenAsync();
        Assert.NotNull(area);
        area.DeleteFault = new IOException("Busy.");
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make(pixels: 1024)));
        Assert.Equal(2, bench.Files.Count);
        await bench.CloseAsync();

        await bench.OpenAsync();

        Assert.Equal(Assert.Single(bench.Index.Rows).File.FileId.ToString("N"), Path.GetFileName(Assert.Single(bench.Files)));
        Assert.Empty(bench.Index.Unneeded);
    }

    [Fact]
    public async Task Flush_InTheBackground_LetsTheIndexForgetTheBytes()
    {
        FaultyArea? area = null;
        await using var bench = new ArchiveBench { Wrap = inner => area = new FaultyArea(inner) };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        Assert.Single(bench.Index.Unsynced);
        Assert.NotNull(area);
        var flushed = new TaskCompletionSource();
        area.OnFlushed = () => flushed.TrySetResult();

        bench.Clock.Advance(bench.Options.FlushInterval);
        await flushed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await bench.CloseAsync();
        Assert.Empty(bench.Index.Unsynced);
        await bench.OpenAsync();
        Assert.Equal(TestInstance.Make().ToBytes(TransferSyntax.ExplicitVRLittleEndian), await bench.ReadAsync(_uid));
    }

    [Fact]
    public async Task Flush_ThatFails_KeepsTheBytesUntilOneSucceeds()
    {
        FaultyArea? area = null;
        await using var bench = new ArchiveBench { Wrap = inner => area = new FaultyArea(inner) };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        Assert.NotNull(area);
        area.Fault = FaultyArea.DiskFull;
        await bench.CloseAsync();
        Assert.Single(bench.Index.Unsynced);

        area.Fault = null;
        await bench.OpenAsync();
        Assert.Empty(bench.Index.Unsynced);
    }

    [Fact]
    public async Task Store_NotDurable_GivesTheIndexNoBytes()
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { IsDurable = false } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        Assert.True(Assert.Single(bench.Index.Rows).UnsyncedFile.IsEmpty);
    }

    [Fact]
    public async Task Delete_Resource_DeletesItsFilesAndForgetsThem()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        Assert.NotNull(await bench.Archive.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Token));
        Assert.Null(await bench.Archive.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Token));
        Assert.Empty(bench.Files);
        await bench.CloseAsync();
        Assert.Empty(bench.Index.Unneeded);
    }

    [Fact]
    public void FileClock_ClockThatGoesBack_NamesFilesInOrderAllTheSame()
    {
        var clock = new SteppingClock();
        var files = new FileClock(clock);
        var first = files.Begin();
        files.Settle(first);
        var settled = files.GetSettledTime();
        clock.Now -= TimeSpan.FromDays(1);
        var second = files.Begin();
        Assert.True(FileClock.TimeOf(second) >= settled);
        Assert.Equal(FileClock.TimeOf(second), files.GetSettledTime());
        clock.Now += TimeSpan.FromDays(2);
        Assert.Equal(FileClock.TimeOf(second), files.GetSettledTime());
        files.Settle(second);
        Assert.True(files.GetSettledTime() > FileClock.TimeOf(second));
    }

    /// <summary>One stored instance whose bytes the index keeps, as after a crash.</summary>
    private static async Task<ArchiveBench> CrashedAsync()
    {
        FaultyArea? area = null;
        var bench = new ArchiveBench { Wrap = inner => area = new FaultyArea(inner) };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        if (area is not null)
            area.Fault = FaultyArea.DiskFull;
        await bench.CloseAsync();
        return bench;
    }

    private sealed class SteppingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
