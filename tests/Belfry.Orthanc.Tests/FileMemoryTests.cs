using System.Text;
using Belfry.Orthanc.Host;
using Microsoft.Extensions.Time.Testing;

namespace Belfry.Orthanc.Tests;

/// <summary>What is remembered of files, and that nobody ever gets an old content.</summary>
public sealed class FileMemoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-test-");

    public FileMemoryTests() => Assert.SkipUnless(FileStamp.IsSupported, "Files are remembered on Linux only.");

    private string Path => System.IO.Path.Combine(_folder.FullName, "a.wl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TryRead_UnchangedFile_GivesWhatWasRead()
    {
        var memory = Later();
        File.WriteAllText(Path, "one");
        Assert.Equal("one", Read(memory));
        var first = memory.Last;
        Assert.NotNull(first);
        Assert.Equal("one", Read(memory));
        Assert.Same(first, memory.Last);
    }

    [Fact]
    public void TryRead_FileThatChangedAMomentAgo_IsNotRemembered()
    {
        var memory = new FileMemory(TimeProvider.System);
        File.WriteAllText(Path, "one");
        Assert.Equal("one", Read(memory));
        Assert.Null(memory.Last);
    }

    [Fact]
    public void TryRead_FileOfAnotherLength_IsReadAnew()
    {
        var memory = Later();
        File.WriteAllText(Path, "one");
        Read(memory);
        File.WriteAllText(Path, "three");
        Assert.Equal("three", Read(memory));
    }

    [Fact]
    public void TryRead_SameLengthAndTimePutBack_IsReadAnew()
    {
        var memory = Later();
        File.WriteAllText(Path, "one");
        Read(memory);
        var modified = File.GetLastWriteTimeUtc(Path);
        var before = Stamp();

        // Until the clock of the file system has gone on, as it always has two seconds after the last change.
        do
        {
            File.WriteAllText(Path, "two");
            File.SetLastWriteTimeUtc(Path, modified);
        }
        while (Stamp().Changed == before.Changed);
        Assert.Equal("two", Read(memory));
    }

    [Fact]
    public void TryRead_FileReplacedByRenaming_IsReadAnew()
    {
        var memory = Later();
        File.WriteAllText(Path, "one");
        Read(memory);
        File.WriteAllText(Path + ".new", "two");
        File.SetLastWriteTimeUtc(Path + ".new", File.GetLastWriteTimeUtc(Path));
        File.Move(Path + ".new", Path, overwrite: true);
        Assert.Equal("two", Read(memory));
    }

    [Fact]
    public void TryRead_FileThatIsGone_IsNotThere()
    {
        var memory = Later();
        File.WriteAllText(Path, "one");
        Read(memory);
        File.Delete(Path);
        Assert.Null(Read(memory));
    }

    [Fact]
    public void TryRead_LargeFile_TakesTheOrdinaryWay()
    {
        var memory = Later();
        File.WriteAllBytes(Path, new byte[SmallFiles.MaxSize + 1]);
        Assert.Null(Read(memory));
        Assert.Null(memory.Last);
    }

    [Fact]
    public void TryRead_Folder_IsNoFile() => Assert.Null(Read(Later(), _folder.FullName));

    [Fact]
    public void TryRead_MoreThanIsRemembered_ForgetsTheOldest()
    {
        var memory = Later();
        var content = new string('x', SmallFiles.MaxSize - 1);
        File.WriteAllText(Path, "one");
        Read(memory);
        var first = memory.Last;
        for (var i = 0; i < 600; i++)
        {
            File.WriteAllText(Path + i, content);
            Read(memory, Path + i);
        }

        Assert.Equal("one", Read(memory));
        Assert.NotSame(first, memory.Last);
    }

    // For which every file is old.
    private static FileMemory Later() => new(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)));

    private unsafe FileStamp Stamp()
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(Path + '\0'))
        {
            Assert.True(FileStamp.TryGet(path, out var stamp));
            return stamp;
        }
    }

    private unsafe string? Read(FileMemory memory, string? path = null)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes((path ?? Path) + '\0'))
            return memory.TryRead(name, out var content) ? Encoding.UTF8.GetString(content) : null;
    }
}
