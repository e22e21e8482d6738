using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Archive.Tests.Storage;

/// <summary>Reads whole files of a storage area into memory.</summary>
public sealed class FolderReadTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("belfry-read-").FullName;
    private readonly FolderStorageArea _area;

    public FolderReadTests() => _area = new FolderStorageArea(_folder, new FakeTimeProvider(new DateTimeOffset(2026, 11, 2, 3, 4, 5, TimeSpan.Zero)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _area.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(5, 10)]
    [InlineData(10, 10)]
    [InlineData(70_000, 70_001)]
    [InlineData(70_000, 500)]
    public async Task Read_FileShorterOrLongerThanTheRoom_GivesWhatFits(int length, int room)
    {
        var bytes = Enumerable.Range(0, length).Select(static i => (byte)(i * 7)).ToArray();
        var id = await WriteAsync(bytes);
        var read = new byte[room];

        var count = await _area.ReadAsync(id, read, Token);

        Assert.Equal(Math.Min(length, room), count);
        Assert.Equal(bytes[..count], read[..count]);
    }

    [Fact]
    public async Task Read_NoSuchFile_Throws()
    {
        var id = await WriteAsync(new byte[3]);
        await _area.DeleteAsync(id, Token);

        await Assert.ThrowsAsync<FileNotFoundException>(async () => await _area.ReadAsync(id, new byte[10], Token));
    }

    [Fact]
    public async Task Read_FolderInPlaceOfTheFile_Throws()
    {
        var path = await PathOfDeletedAsync();
        Directory.CreateDirectory(path.Path);

        var fault = await Record.ExceptionAsync(async () => await _area.ReadAsync(path.Id, new byte[10], Token));

        Assert.True(fault is IOException or UnauthorizedAccessException, $"{fault}");
    }

    [Fact]
    public async Task Read_PipeInPlaceOfTheFile_HoldsNothingUp()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo is of Unix, and its opening without a wait of Linux");
        var (id, path) = await PathOfDeletedAsync();
        using (var make = Process.Start("mkfifo", [path]))
            await make.WaitForExitAsync(Token);

        Assert.Equal(0, await _area.ReadAsync(id, new byte[10], Token));
    }

    private async Task<Guid> WriteAsync(byte[] bytes)
    {
        var id = _area.BeginFile();
        await _area.WriteAsync(id, bytes, Token);
        return id;
    }

    private async Task<(Guid Id, string Path)> PathOfDeletedAsync()
    {
        var id = await WriteAsync([1]);
        await _area.DeleteAsync(id, Token);
        return (id, _area.PathOf(id) ?? throw new InvalidOperationException("Files of a folder have paths."));
    }
}
