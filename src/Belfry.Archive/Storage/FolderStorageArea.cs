using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Belfry.Archive;

/// <summary>A storage area in a folder of the file system.</summary>
public sealed class FolderStorageArea : IStorageArea
{
    // More at once gain nothing: the file system puts what comes together into one commit.
    private const int SyncThreadLimit = 8;
    private const string MarkName = "settled";

    // Folders that are known to exist; some are in use at a time.
    private const int MostFolders = 256;

    private readonly string _root;
    private readonly FileClock _files;
    private readonly SyncThreads _threads = new(SyncThreadLimit);
    private readonly ConcurrentDictionary<string, bool> _folders = new();
    private readonly ConcurrentQueue<Guid> _unsynced = new();
    private readonly bool _syncsFileSystem;
    private readonly long _settledAtStart;
    private long _marked = -1;

    /// <summary>Opens the area, and makes its folder if there is none.</summary>
    /// <param name="path">The folder. Other files in it are left alone.</param>
    /// <param name="clock">Names files.</param>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public FolderStorageArea(string path, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(clock);
        _root = Path.GetFullPath(path);
        _files = new FileClock(clock);
        _syncsFileSystem = OperatingSystem.IsLinux();
        if (!Directory.Exists(_root))
            CreateRoot(_root);
        _settledAtStart = ReadMark();
        _files.StartAfter(_settledAtStart);
    }

    /// <summary>True when a folder exists and holds a file of an archive.</summary>
    public static bool HoldsFiles(string path) => FolderLayout.List(path, 0).Any();

    private string MarkPath => Path.Combine(_root, MarkName);

    /// <inheritdoc/>
    public Guid BeginFile() => _files.Begin();

    /// <inheritdoc/>
    public void Settle(Guid fileId) => _files.Settle(fileId);

    /// <inheritdoc/>
    public ValueTask WriteAsync(Guid fileId, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        // Into the page cache: a few microseconds, less than a change of threads.
        using var file = Create(PathOf(fileId, out _));
        DiskCalls.Write(file, bytes.Span, 0);
        if (!_syncsFileSystem)
            _unsynced.Enqueue(fileId);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<StorageWriter> CreateAsync(Guid fileId, CancellationToken cancellation) =>
        ValueTask.FromResult<StorageWriter>(new FolderWriter(Create(PathOf(fileId, out var folder)), () => SyncFolders(folder), _threads));

    /// <inheritdoc/>
    public ValueTask<Stream> OpenAsync(Guid fileId, CancellationToken cancellation) =>
        ValueTask.FromResult<Stream>(new FileStream(
            FullPath(fileId), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: false));

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Guid fileId, Memory<byte> bytes, CancellationToken cancellation) =>
        ValueTask.FromResult(DiskCalls.Read(FullPath(fileId), bytes.Span));

    /// <inheritdoc/>
    public ValueTask<long> GetLengthAsync(Guid fileId, CancellationToken cancellation) => ValueTask.FromResult(new FileInfo(FullPath(fileId)).Length);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(Guid fileId, CancellationToken cancellation)
    {
        try
        {
            File.Delete(FullPath(fileId));
        }
        catch (DirectoryNotFoundException)
        {
            // As good as deleted.
            return ValueTask.CompletedTask;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellation) => await _threads.RunAsync(Flush);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Guid> ListUnsettledAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var id in FolderLayout.List(_root, _settledAtStart))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return id;
        }

        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Guid> ListFilesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = _files.GetTime();
        foreach (var id in FolderLayout.List(_root, 0))
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileClock.TimeOf(id) < now && !_files.IsOpen(id))
                yield return id;
        }

        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MarkSettledAsync(CancellationToken cancellation)
    {
        var time = _files.GetSettledTime();
        if (time == _marked)
            return ValueTask.CompletedTask;
        // Always the same twelve digits in place, so that a crash leaves the old mark or the new one.
        using var file = File.OpenHandle(MarkPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes(time.ToString("x12", CultureInfo.InvariantCulture)), 0);
        _marked = time;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _threads.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SafeFileHandle Create(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);

    /// <summary>Patients' data are nobody else's.</summary>
    private static void CreateRoot(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }

    /// <inheritdoc/>
    public string? PathOf(Guid fileId) => FullPath(fileId);

    private string FullPath(Guid id) => Path.Combine(_root, FolderLayout.FolderOf(id), FolderLayout.NameOf(id));

    /// <summary>Where a new file goes; its folder is there afterwards.</summary>
    private string PathOf(Guid id, out string folder)
    {
        folder = FolderLayout.FolderOf(id);
        var path = Path.Combine(_root, folder);
        if (!_folders.ContainsKey(folder))
        {
            Directory.CreateDirectory(path);
            if (_folders.Count >= MostFolders)
                _folders.Clear();
            _folders.TryAdd(folder, false);
        }

        return Path.Combine(path, FolderLayout.NameOf(id));
    }

    /// <summary>The names of the folders down to a file, once: the file's own name is durable with the file on the file systems of Linux.</summary>
    private void SyncFolders(string folder)
    {
        if (_folders.GetValueOrDefault(folder))
            return;
        var path = Path.Combine(_root, folder);
        DiskCalls.SyncFolder(path);
        DiskCalls.SyncFolder(Path.GetDirectoryName(path) ?? _root);
        DiskCalls.SyncFolder(_root);
        _folders[folder] = true;
    }

    private void Flush()
    {
        if (_syncsFileSystem && DiskCalls.TrySyncFileSystem(_root))
            return;
        while (_unsynced.TryDequeue(out var id))
        {
            try
            {
                using var file = File.OpenHandle(FullPath(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                DiskCalls.SyncFile(file);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                // Deleted in the meantime.
                continue;
            }
            catch
            {
                _unsynced.Enqueue(id);
                throw;
            }
        }
    }

    private long ReadMark()
    {
        try
        {
            var text = File.ReadAllText(MarkPath);
            return text.Length == 12 && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var time) ? time : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
