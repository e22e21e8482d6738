using Belfry.Dicom;
using Xunit;

namespace Belfry.Archive.Tests.Rebuild;

/// <summary>Somebody deletes the log of the index after a crash: no file is deleted for it, and each gets its row again (docs/decisions/0231).</summary>
public sealed class LostLogTests
{
    private const int LostLog = 7024;
    private const int Completed = 7044;
    private const int PageLength = 4096;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 0)]
    [InlineData(4, 3)]
    [InlineData(20, 60)]
    public async Task Open_LogDeletedAfterACrash_DeletesNothingAndBringsTheRowsBack(int before, int after)
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, before);
        if (before > 0)
        {
            await archive.CloseAsync();
            await archive.OpenAsync(LongLog);
        }

        await StoreAsync(archive, before, after);
        var files = archive.Files.Count;
        await using var crashed = archive.CrashWithoutLog();

        await crashed.OpenAsync();
        await crashed.Archive.Completion.WaitAsync(_patience, Token);

        Assert.Single(crashed.Log.GetSnapshot(), static line => line.Id.Id == LostLog);
        Assert.Single(crashed.Log.GetSnapshot(), static line => line.Id.Id == Completed);
        Assert.Equal(files, crashed.Files.Count);
        await AssertWholeAsync(crashed, before + after);
        await crashed.CloseAsync();
        await crashed.OpenAsync();
        Assert.DoesNotContain(crashed.Log.GetSnapshot(), static line => line.Id.Id is LostLog or 7022);
        await crashed.CloseAsync();
        await archive.CloseAsync();

        // As if nothing had been: but for time, which a file has to the millisecond that it was begun in.
        Assert.Equal(archive.Dump(), crashed.Dump());
    }

    [Fact]
    public async Task Open_LogDeletedAfterAReplacement_NamesTheFileThatIsThere()
    {
        await using var archive = new SqliteArchive { Options = new ArchiveOptions { Overwrite = OverwritePolicy.Always } };
        await archive.OpenAsync(LongLog);
        await archive.StoreAsync(Make(1));
        await archive.CloseAsync();
        await archive.OpenAsync(LongLog);
        var other = Make(1);
        other.Set(Tags.PatientComments, "the second one");
        await archive.StoreAsync(other);
        await using var crashed = archive.CrashWithoutLog();

        await crashed.OpenAsync();
        await crashed.Archive.Completion.WaitAsync(_patience, Token);

        Assert.Equal("the second one", (await ReadAsync(crashed, 1)).GetString(Tags.PatientComments));
    }

    [Fact]
    public async Task Open_EndedWhileRowsComeBack_GoesOnAtTheNextStart()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, 30);
        await using var crashed = archive.CrashWithoutLog();
        await crashed.OpenAsync();
        await crashed.CloseAsync();

        await crashed.OpenAsync();
        await crashed.Archive.Completion.WaitAsync(_patience, Token);

        await AssertWholeAsync(crashed, 30);
    }

    [Fact]
    public async Task Rebuild_WhileRowsComeBack_TakesOver()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, 30);
        await using var crashed = archive.CrashWithoutLog();
        await crashed.OpenAsync();

        var result = await crashed.Archive.RebuildIndexAsync(null, Token);

        Assert.Equal((0, 0), (result.Failed, result.Duplicates));
        await AssertWholeAsync(crashed, 30);
        await crashed.CloseAsync();
        await crashed.OpenAsync();
        Assert.DoesNotContain(crashed.Log.GetSnapshot(), static line => line.Id.Id is LostLog or 7022);
    }

    [Fact]
    public async Task Open_SentAgainWhileRowsComeBack_IsThereOnce()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, 10);
        await using var crashed = archive.CrashWithoutLog();
        await crashed.OpenAsync();

        await StoreAsync(crashed, 0, 10);
        await crashed.Archive.Completion.WaitAsync(_patience, Token);

        await AssertWholeAsync(crashed, 10);
    }

    [Fact]
    public async Task Open_FileThatWasBeingWritten_IsPassedOverAndKept()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, 2);
        await using var crashed = archive.CrashWithoutLog();
        var cut = crashed.Files[0];
        var whole = await File.ReadAllBytesAsync(cut, Token);
        await File.WriteAllBytesAsync(cut, whole[..^100], Token);

        await crashed.OpenAsync();
        await crashed.Archive.Completion.WaitAsync(_patience, Token);

        Assert.Equal(2, crashed.Files.Count);
        Assert.Equal(1, (await crashed.Index.MeasureAsync(Token)).Instances);
        Assert.Contains(crashed.Log.GetSnapshot(), static line => line.Id.Id == 7042);
    }

    [Fact]
    public async Task Open_IndexHalfMovedWhenItsLogWasDeleted_IsRefusedAsDamaged()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, 10);
        await archive.CloseAsync();
        await archive.OpenAsync(LongLog);
        await using var earlier = archive.CrashWithoutLog();
        await StoreAsync(archive, 10, 40);
        await archive.CloseAsync();
        await archive.OpenAsync(LongLog);
        await using var crashed = archive.CrashWithoutLog();

        // Of the pages that differ, every second one has not been moved.
        var (old, pages) = (await File.ReadAllBytesAsync(earlier.IndexPath, Token), await File.ReadAllBytesAsync(crashed.IndexPath, Token));
        var differing = Enumerable.Range(1, (old.Length / PageLength) - 1).Select(static page => page * PageLength)
            .Where(at => !old.AsSpan(at, PageLength).SequenceEqual(pages.AsSpan(at, PageLength))).ToList();
        foreach (var at in differing.Where(static (_, number) => number % 2 == 0))
            old.AsSpan(at, PageLength).CopyTo(pages.AsSpan(at));
        await File.WriteAllBytesAsync(crashed.IndexPath, pages, Token);

        var fault = Assert.Throws<InvalidDataException>(() => SqliteIndex.Open(new ArchiveIndexOptions { Path = crashed.IndexPath }));

        Assert.StartsWith("The index is damaged", fault.Message, StringComparison.Ordinal);
        Assert.Equal(archive.Files.Count, crashed.Files.Count);
    }

    [Fact]
    public async Task Open_AfterAStop_MissesNoLog()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync(LongLog);
        await StoreAsync(archive, 0, 3);
        await archive.CloseAsync();
        Assert.False(File.Exists(archive.IndexPath + "-wal"));

        await archive.OpenAsync(LongLog);

        Assert.DoesNotContain(archive.Log.GetSnapshot(), static line => line.Id.Id == LostLog);
    }

    // What is copied while the log is being moved into the database is of two times.
    private static ArchiveIndexOptions LongLog(ArchiveIndexOptions options) => options with { LogLength = 16 * 1024 * 1024 };

    private static async Task StoreAsync(SqliteArchive archive, int first, int count)
    {
        for (var number = first; number < first + count; number++)
            await archive.StoreAsync(Make(number));
    }

    // One in three is too long for the log.
    private static DicomDataSet Make(int number) =>
        TestInstance.Make($"1.2.3.{number % 4}.{number}", number % 3 == 2 ? 400_000 : 600, $"P{number % 4}", $"1.2.3.{number % 4}", $"1.2.3.{number % 4}.1");

    private static async Task AssertWholeAsync(SqliteArchive archive, int count)
    {
        Assert.Equal(count, (await archive.Index.MeasureAsync(Token)).Instances);
        for (var number = 0; number < count; number++)
            Assert.Equal(Make(number).ToBytes(TransferSyntax.ExplicitVRLittleEndian), (await ReadAsync(archive, number)).ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }

    private static async Task<DicomDataSet> ReadAsync(SqliteArchive archive, int number)
    {
        var source = await archive.Archive.Instances.FindAsync(new DicomUid($"1.2.3.{number % 4}.{number}"), Token);
        Assert.NotNull(source);
        await using var stream = await source.OpenAsync(Token);
        return await DicomDataSet.ReadAsync(stream, source.TransferSyntax, cancellation: Token);
    }
}
