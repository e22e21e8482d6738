using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>An index whose disk is full is opened all the same.</summary>
public sealed class FullDiskIndexTests
{
    private const int Count = 8;
    private const int LogLength = 4 * 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_AfterACrashOnADiskThatIsFull_ServesAndMovesTheLogWhenThereIsRoom()
    {
        await using var folder = IndexFolder.Open(static options => options with { LogLength = LogLength });
        for (var number = 0; number < Count; number++)
            await folder.Index.AddAsync(Instances.New(Instances.Header("P1", 1, 1, number)) with { UnsyncedFile = new byte[64 * 1024] }, Cancellation);
        var path = Path.Combine(Path.GetDirectoryName(folder.Path) ?? "", "disk", "index.db");
        var used = new FileInfo(folder.Path).Length + LogLength;
        await using var disk = await SmallDisk.MountAsync(Path.GetDirectoryName(path) ?? "", used + (128 * 1024));

        // As a process that is killed leaves them, with a log that has its length.
        File.Copy(folder.Path, path);
        await using (var log = File.Open($"{folder.Path}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            var bytes = new byte[LogLength];
            await log.ReadAtLeastAsync(bytes, LogLength, throwOnEndOfStream: false, Cancellation);
            await File.WriteAllBytesAsync($"{path}-wal", bytes, Cancellation);
        }

        await using (var index = Open(path))
        {
            Assert.Equal(Count, (await index.FindAsync(QueryRetrieveLevel.Image, [])).Count);
            Assert.Equal(AddResult.Added, (await index.AddAsync(Instances.Header("P1", 1, 1, Count))).Result);
            await index.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Cancellation);
            Assert.Empty(await index.FindAsync(QueryRetrieveLevel.Image, []));
        }

        Assert.True(File.Exists($"{path}-wal"));
        await disk.ResizeAsync(64 * 1024 * 1024);
        await using (var index = Open(path))
            Assert.Empty(await index.FindAsync(QueryRetrieveLevel.Image, []));
        Assert.False(File.Exists($"{path}-wal"));
    }

    private static SqliteIndex Open(string path) =>
        SqliteIndex.Open(new ArchiveIndexOptions { Path = path, LogLength = LogLength, WriterMemory = 1024 * 1024, ReaderMemory = 1024 * 1024 });
}
