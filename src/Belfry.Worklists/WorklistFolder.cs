using System.Diagnostics;
using System.IO.Enumeration;
using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Worklists;

/// <summary>
/// A folder of worklist files, kept in memory. Files that were added, removed, renamed or replaced before <see cref="Current"/> is called
/// are seen by it: the folder's own time of change tells of them. A file rewritten in place changes only itself; that is seen as
/// soon as the operating system tells, and at the latest after <see cref="FolderWorklistOptions.RescanInterval"/>.
/// </summary>
internal sealed partial class WorklistFolder : IDisposable
{
    /// <summary>A folder full of broken files must not slow down queries: of more than this many the others wait for an event or the rescan.</summary>
    private const int MaxAskedFor = 16;

    /// <summary>From this many files on, comparing them takes long enough (some 20 ms) to be worth saving.</summary>
    private const int LargeFolder = 10_000;

    /// <summary>
    /// Times of files are this coarse, at worst, on the file systems in use: what was written so shortly before it was looked at may
    /// change once more without a sign, so it is looked at again.
    /// </summary>
    private static readonly TimeSpan s_timeGranularity = TimeSpan.FromMilliseconds(100);

    private readonly FolderWorklistOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _scanning = new();
    private readonly ITimer _rescan;
    private readonly ITimer _settle;
    private FileSystemWatcher? _watcher;
    private volatile WorklistSnapshot _snapshot = WorklistSnapshot.Empty;
    private volatile bool _isDirty = true;
    private volatile bool _isScanning;
    private volatile bool _isLocal;
    private long _folderChanged;
    private long _scanEnded;
    private long _scanTook;

    public WorklistFolder(FolderWorklistOptions options, ILogger logger, TimeProvider clock)
    {
        _options = options;
        _logger = logger;
        _settle = clock.CreateTimer(_ => ReadAhead(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _rescan = clock.CreateTimer(_ => Rescan(), null, options.RescanInterval, options.RescanInterval);
        Watch();
        _settle.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The items as they are now.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public WorklistSnapshot Current()
    {
        if (!IsStale())
            return _snapshot;
        lock (_scanning)
        {
            if (IsStale() && !HasJustScannedLong())
                ScanAll();
            return _snapshot;
        }
    }

    /// <summary>
    /// The items as they are now when nothing needs to be read for that: the folder is known, has not changed, and lies on this machine, so
    /// that asking it does not wait for a network.
    /// </summary>
    public WorklistSnapshot? CurrentAtHand() =>
        _isLocal && _snapshot.Unreadable.Count == 0 && !IsStale() ? _snapshot : null;

    public void Dispose()
    {
        _watcher?.Dispose();
        _rescan.Dispose();
        _settle.Dispose();
    }

    private static bool IsWorklistFile(ReadOnlySpan<char> name) =>
        name.EndsWith(".wl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase);

    private bool IsStale() =>
        _isDirty || _isScanning || Directory.GetLastWriteTimeUtc(_options.Folder).Ticks != Interlocked.Read(ref _folderChanged) || HasUnreadableChanged();

    // A file that was half written is asked for at each query, so that it is there as soon as it is whole.
    private bool HasUnreadableChanged()
    {
        var unreadable = _snapshot.Unreadable;
        for (var i = 0; i < Math.Min(unreadable.Count, MaxAskedFor); i++)
        {
            var file = new FileInfo(Path.Combine(_options.Folder, unreadable[i].Name));
            if (file.Exists && !unreadable[i].IsSameFile(file.Length, file.LastWriteTimeUtc))
                return true;
        }

        return false;
    }

    // A large folder that changes all the time must not be read all the time: what was read is good for as long as reading it took.
    private bool HasJustScannedLong() =>
        _snapshot.Files.Count > LargeFolder && Stopwatch.GetTimestamp() - _scanEnded < _scanTook;

    // A folder that is being read is clean already, since what changes meanwhile must make it dirty again, but not yet known:
    // whoever asks then has to wait.
    private void ScanAll()
    {
        _isScanning = true;
        try
        {
            Scan();
        }
        finally
        {
            _isScanning = false;
        }
    }

    private void Scan()
    {
        if (!Directory.Exists(_options.Folder))
        {
            // A folder made anew under the same name is another one, which the watcher would not know.
            _watcher?.Dispose();
            _watcher = null;
            throw new DirectoryNotFoundException($"There is no folder '{_options.Folder}'.");
        }

        var began = Stopwatch.GetTimestamp();

        // Before looking, so that what changes meanwhile makes it dirty again.
        _isDirty = false;
        if (_watcher is null)
            Watch();
        _isLocal = new DriveInfo(_options.Folder).DriveType is DriveType.Fixed or DriveType.Ram;
        var folderChanged = Directory.GetLastWriteTimeUtc(_options.Folder);
        Interlocked.Exchange(ref _folderChanged, folderChanged.Ticks);
        var newest = folderChanged;
        var before = _snapshot.Files;
        var files = new Dictionary<string, WorklistItem>(before.Count, StringComparer.Ordinal);
        var changes = 0;
        foreach (var seen in Enumerate())
        {
            var (name, length, changed) = (seen.Name, seen.Length, seen.Changed);
            newest = changed > newest ? changed : newest;
            if (!before.TryGetValue(name, out var item) || !item.IsSameFile(length, changed) || IsRecent(changed))
            {
                item = Read(name, length, changed, item);
                changes++;
            }

            files.Add(name, item);
        }

        if (changes > 0 || files.Count != before.Count)
        {
            _snapshot = new WorklistSnapshot(files);
            LogRead(_logger, _snapshot.Count, files.Count - _snapshot.Count, changes);
        }

        if (IsRecent(newest))
            _isDirty = true;
        _scanEnded = Stopwatch.GetTimestamp();
        _scanTook = _scanEnded - began;
    }

    // The clock of the file system, which the wall clock is nearest to.
    private static bool IsRecent(DateTime changed) =>
        (TimeProvider.System.GetUtcNow().UtcDateTime - changed).Duration() < s_timeGranularity;

    // Items that were not read yet; a reference type, for which the runtime has its enumerator compiled already.
    private FileSystemEnumerable<WorklistItem> Enumerate() =>
        new(_options.Folder, static (ref entry) => new WorklistItem(entry.FileName.ToString(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime, null),
            new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory && IsWorklistFile(entry.FileName),
        };

    private WorklistItem Read(string name, long length, DateTime changed, WorklistItem? before)
    {
        try
        {
            var path = Path.Combine(_options.Folder, name);
            CheckLength(path);
            var bytes = File.ReadAllBytes(path);
            return new WorklistItem(name, bytes.Length == length ? length : -1, changed, DicomFile.Parse(bytes).DataSet);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DicomFormatException)
        {
            // One line for each state of a file: one that is still being written is read again when it has grown.
            if (before is null || before.DataSet is not null)
                LogUnreadable(_logger, name, fault.Message);
            return new WorklistItem(name, length, changed, null);
        }
    }

    // Of what a link leads to. A pipe or a device has no length: to open or read it might never end.
    private void CheckLength(string path)
    {
        var length = (File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length;
        if (length == 0)
            throw new DicomFormatException("There is nothing in it");
        if (length > _options.MaxFileLength)
            throw new DicomFormatException("The file is too long for a worklist item");
    }

    private void ReadAhead()
    {
        try
        {
            Current();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogFolderUnreadable(_logger, fault.Message);
        }
    }

    private void Rescan()
    {
        _isDirty = true;
        ReadAhead();
    }

    private void Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(_options.Folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
                InternalBufferSize = 64 * 1024,
            };
            watcher.Changed += (_, _) => OnChanged();
            watcher.Created += (_, _) => OnChanged();
            watcher.Deleted += (_, _) => OnChanged();
            watcher.Renamed += (_, _) => OnChanged();
            watcher.Error += (_, _) => OnChanged();
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            LogNotWatched(_logger, fault.Message);
        }
    }

    private void OnChanged()
    {
        _isDirty = true;
        _settle.Change(_options.SettleTime, Timeout.InfiniteTimeSpan);
    }
}
