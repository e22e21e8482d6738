namespace Belfry.Archive.Tests;

/// <summary>A folder with an index, removed afterwards.</summary>
internal sealed class IndexFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-index-");
    private SqliteIndex? _index;

    public string Path => System.IO.Path.Combine(_folder.FullName, "index.db");

    public SqliteIndex Index => _index ?? throw new InvalidOperationException("Not open.");

    public static IndexFolder Open(Func<ArchiveIndexOptions, ArchiveIndexOptions>? change = null)
    {
        var folder = new IndexFolder();
        folder.Reopen(change);
        return folder;
    }

    /// <summary>Opens the index, after <see cref="CloseAsync"/>.</summary>
    public void Reopen(Func<ArchiveIndexOptions, ArchiveIndexOptions>? change = null)
    {
        var options = new ArchiveIndexOptions { Path = Path, LogLength = 1024 * 1024, WriterMemory = 1024 * 1024, ReaderMemory = 1024 * 1024 };
        _index = SqliteIndex.Open(change?.Invoke(options) ?? options);
    }

    public async ValueTask CloseAsync()
    {
        if (_index is not null)
            await _index.DisposeAsync();
        _index = null;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
    }
}
