using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>Changes that fail, a disk that is full, and the end.</summary>
public sealed class WriterLaneTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddAsync_TheDiskIsFull_FailsAndTheIndexGoesOn()
    {
        await using var folder = IndexFolder.Open(options => options with { MaximumPages = 100 });
        var added = 0;
        foreach (var group in Enumerable.Range(0, 400).Chunk(5))
        {
            Task<AddOutcome>[] adds = [.. group.Select(number => AddAsync(folder.Index, number))];
            foreach (var add in adds)
                added += await IsDoneAsync(add) ? 1 : 0;
        }

        Assert.InRange(added, 1, 399);
        Assert.Equal(added, (await folder.Index.MeasureAsync(Cancellation)).Instances);
        Assert.Equal(added, (await folder.Index.FindAsync(QueryRetrieveLevel.Image, [])).Count);
        await folder.Index.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Cancellation);
        Assert.Equal(AddResult.Added, (await folder.Index.AddAsync(Instances.Header("P2", 1, 1, 1))).Result);
    }

    [Fact]
    public async Task AddAsync_SomebodyAlwaysReads_TheLogBeginsAnewAllTheSame()
    {
        const int Length = 256 * 1024;
        await using var folder = IndexFolder.Open(static options => options with { LogLength = Length });
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 0));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reading = Task.Run(() => ReadInTurn(folder.Path, over.Token), Cancellation);

        for (var number = 1; number <= 600; number++)
            await folder.Index.AddAsync(Instances.New(Instances.Header("P1", 1, 1, number)) with { UnsyncedFile = new byte[16 * 1024] }, Cancellation);
        await over.CancelAsync();
        await reading;

        // More than ten megabytes went through it.
        Assert.InRange(new FileInfo(folder.Path + "-wal").Length, Length, 5 * 1024 * 1024);
    }

    // One begins before the other ends.
    private static void ReadInTurn(string path, CancellationToken over)
    {
        using var one = SqliteDatabase.Open(path, isReadOnly: true);
        using var other = SqliteDatabase.Open(path, isReadOnly: true);
        var last = Begin(one);
        for (var next = other; !over.IsCancellationRequested; next = next == one ? other : one)
        {
            var began = Begin(next);
            last.Dispose();
            last = began;
        }

        last.Dispose();

        static SqliteDatabase.ReadTogetherScope Begin(SqliteDatabase database)
        {
            var scope = database.ReadTogether();
            database.QueryNumber("SELECT COUNT(*) FROM instances");
            return scope;
        }
    }

    [Fact]
    public async Task DoAsync_OneOfAGroupFails_TheOthersAreDone()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        var options = new ArchiveIndexOptions { Path = folder.Path };
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        using var writer = new IndexWriter(database, options);
        await using var log = new LogKeeper(database, SqliteDatabase.Open(folder.Path, isReadOnly: false), null, 0, TimeSpan.FromSeconds(10));
        await using var lane = new WriterLane(writer, log);
        var blocker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = new ManualResetEventSlim();
        // Whoever finds nobody writing does it himself, and this one blocks.
        var first = Task.Run(
            () => Do(
                _ =>
                {
                    blocker.SetResult();
                    gate.Wait(Cancellation);
                    return true;
                }),
            Cancellation);
        await blocker.Task;
        var good = Do(w => w.Add(Prepared(w, 1)).Result == AddResult.Added);
        var bad = Do(w =>
        {
            w.Add(Prepared(w, 2));
            throw new FormatException("this one");
        });
        var also = Do(w => w.Add(Prepared(w, 3)).Result == AddResult.Added);
        gate.Set();

        Assert.True(await first);
        Assert.True(await good);
        Assert.True(await also);
        Assert.Equal("this one", (await Assert.ThrowsAsync<FormatException>(() => bad)).Message);
        Assert.Equal(2, await lane.DoAsync(_ => Totals.Load(database).Instances, 0, Cancellation));

        Task<bool> Do(Func<IndexWriter, bool> work) => lane.DoAsync(work, 0, Cancellation).AsTask();
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public async Task DoAsync_NobodyWrites_IsDoneByTheCallerWhoMayWaitForTheDisk(bool isDurable, bool hasOwnThread, bool isDoneByCaller)
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        database.QueryText("PRAGMA journal_mode = WAL");
        using var writer = new IndexWriter(database, new ArchiveIndexOptions { Path = folder.Path });
        var sync = isDurable ? LogSync.Open(folder.Path, 0) : null;
        await using var log = new LogKeeper(database, SqliteDatabase.Open(folder.Path, isReadOnly: false), sync, 0, TimeSpan.FromSeconds(10));
        await using var lane = new WriterLane(writer, log);

        var (caller, writing) = await Task.Factory.StartNew(
            () =>
            {
                var change = lane.DoAsync(_ => Environment.CurrentManagedThreadId, 0, Cancellation);
                return (Environment.CurrentManagedThreadId, Writing: change.AsTask());
            },
            Cancellation,
            hasOwnThread ? TaskCreationOptions.LongRunning : TaskCreationOptions.None,
            TaskScheduler.Default);

        Assert.Equal(isDoneByCaller, await writing == caller);
    }

    [Fact]
    public async Task DoAsync_ChangesCameTogether_TheNextGoesToTheLane()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        database.QueryText("PRAGMA journal_mode = WAL");
        using var writer = new IndexWriter(database, new ArchiveIndexOptions { Path = folder.Path });
        await using var log = new LogKeeper(database, SqliteDatabase.Open(folder.Path, isReadOnly: false), LogSync.Open(folder.Path, 0), 0, TimeSpan.FromSeconds(10));
        await using var lane = new WriterLane(writer, log);
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.Run(() => Do(() =>
        {
            begun.SetResult();
            gate.Wait(Cancellation);
        }));
        await begun.Task;
        var (one, other) = await Task.Run(() => (new Pending(Do(Nothing)), new Pending(Do(Nothing))));
        gate.Set();
        var lanes = await first;
        await one.Change;
        await other.Change;

        Assert.Equal(lanes, await OnOwnThread());
        Assert.NotEqual(lanes, await OnOwnThread());

        static void Nothing()
        {
        }

        async Task<int> Do(Action work) => await lane.DoAsync(
            _ =>
            {
                work();
                return Environment.CurrentManagedThreadId;
            },
            0,
            Cancellation);

        Task<int> OnOwnThread() => Task.Factory.StartNew(() => Do(Nothing), Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    // A sync of it fails.
    private static LogKeeper OpenUnreliableLog(SqliteDatabase database, IndexFolder folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A file that cannot be synced is there on Linux");
        var unreliable = folder.Path + ".unreliable";
        File.CreateSymbolicLink(unreliable + "-wal", "/dev/null");
        return new LogKeeper(database, SqliteDatabase.Open(folder.Path, isReadOnly: false), LogSync.Open(unreliable, 0), 0, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task DoAsync_TheDiskDoesNotConfirm_IsRefusedFromThenOn()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        using var writer = new IndexWriter(database, new ArchiveIndexOptions { Path = folder.Path });
        await using var log = OpenUnreliableLog(database, folder);
        await using var lane = new WriterLane(writer, log);
        Assert.Null(lane.Fault);

        await Assert.ThrowsAsync<IOException>(async () => await lane.DoAsync(static _ => true, 0, Cancellation));
        var refused = await Assert.ThrowsAsync<IOException>(async () => await lane.DoAsync(static _ => true, 0, Cancellation));

        Assert.Same(lane.Fault, refused.InnerException);
        Assert.NotNull(lane.Fault);
    }

    [Fact]
    public async Task DoAsync_ItMayBeLate_CompletesBeforeTheSyncThatComesSoon()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        using var writer = new IndexWriter(database, new ArchiveIndexOptions { Path = folder.Path });
        await using var log = OpenUnreliableLog(database, folder);
        await using var lane = new WriterLane(writer, log);

        Assert.True(await DoLateAsync());

        // A sync of this log fails, and the lane does nothing more: so it has come when changes are refused.
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (await DoLateAsync())
                Cancellation.ThrowIfCancellationRequested();
        });
        Assert.NotNull(lane.Fault);

        async Task<bool> DoLateAsync() => await lane.DoAsync(static _ => true, 0, Cancellation, isLate: true);
    }

    [Fact]
    public async Task DisposeAsync_ALateChangeIsNotSynced_IsSyncedFirst()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        using var writer = new IndexWriter(database, new ArchiveIndexOptions { Path = folder.Path });
        await using var log = OpenUnreliableLog(database, folder);
        var lane = new WriterLane(writer, log);
        await lane.DoAsync(static _ => true, 0, Cancellation, isLate: true);

        await lane.DisposeAsync();

        Assert.NotNull(lane.Fault);
    }

    [Fact]
    public async Task DisposeAsync_ChangesWait_AreDoneFirst()
    {
        await using var folder = IndexFolder.Open();
        var index = folder.Index;
        Task<AddOutcome>[] adds = [.. Enumerable.Range(0, 100).Select(number => index.AddAsync(Instances.Header("P1", 1, 1, number)))];

        await folder.CloseAsync();

        Assert.All(await Task.WhenAll(adds), outcome => Assert.Equal(AddResult.Added, outcome.Result));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => index.AddAsync(Instances.Header("P1", 1, 1, 1)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => index.FindAsync(QueryRetrieveLevel.Study, []));
        folder.Reopen();
        Assert.Equal(100, (await folder.Index.MeasureAsync(Cancellation)).Instances);
    }

    [Fact]
    public async Task AddAsync_MoreThanTheLogHolds_BeginsTheLogAnew()
    {
        const int Length = 256 * 1024;
        await using var folder = IndexFolder.Open(options => options with { LogLength = Length });
        var log = new FileInfo(folder.Path + "-wal");
        var number = 0;

        // At least so many bytes go through it. How many come before it has begun anew is the disk's to say.
        long Written() => number * 3000L;
        while (number < 20_000 && (Written() < 12 * Length || log.Length > Written() / 2))
        {
            await folder.Index.AddAsync(Instances.New(Instances.Header("P1", 1, 1, number)) with { UnsyncedFile = new byte[3000] }, Cancellation);
            number++;
            log.Refresh();
        }

        Assert.InRange(log.Length, Length, Written() / 2);
    }

    [Fact]
    public async Task Lengthen_AnEmptyLog_GivesItItsLengthPieceByPiece()
    {
        await using var folder = IndexFolder.Open(options => options with { LogLength = 0 });
        await folder.CloseAsync();
        File.WriteAllBytes(folder.Path + "-wal", []);
        using var sync = LogSync.Open(folder.Path, 5 * 1024 * 1024);

        Assert.True(sync.Lengthen());
        Assert.Equal(4 * 1024 * 1024, new FileInfo(folder.Path + "-wal").Length);
        Assert.False(sync.Lengthen());
        Assert.Equal(5 * 1024 * 1024, new FileInfo(folder.Path + "-wal").Length);
        Assert.False(sync.Lengthen());
    }

    [Fact]
    public async Task Open_ADatabaseOfALaterVersion_IsRefused()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using (var database = SqliteDatabase.Open(folder.Path, isReadOnly: false))
            database.Execute("PRAGMA user_version = 999");

        Assert.Throws<IOException>(() => folder.Reopen());
    }

    [Fact]
    public async Task AddAsync_AnotherProgramKeepsTheDatabase_FailsAtOnceForAllThatWaitAndGoesOnAfterwards()
    {
        await using var folder = IndexFolder.Open(options => options with { LockTimeout = TimeSpan.FromMilliseconds(1) });
        using (var other = SqliteDatabase.Open(folder.Path, isReadOnly: false))
        {
            other.Execute("BEGIN IMMEDIATE");
            Task<AddOutcome>[] adds = [.. Enumerable.Range(0, 20).Select(number => AddAsync(folder.Index, number))];
            foreach (var add in adds)
                Assert.Contains("locked by another program", (await Assert.ThrowsAsync<IOException>(() => add)).Message);
            Assert.Empty(await folder.Index.FindAsync(QueryRetrieveLevel.Image, []));
            other.Execute("ROLLBACK");
        }

        Assert.Equal(AddResult.Added, (await AddAsync(folder.Index, 1)).Result);
    }

    [Fact]
    public void Open_NoDatabase_IsRefused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new string('x', 10_000));
            Assert.Throws<InvalidDataException>(() => SqliteIndex.Open(new ArchiveIndexOptions { Path = path }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<AddOutcome> AddAsync(SqliteIndex index, int number) =>
        index.AddAsync(Instances.New(Instances.Header("P1", 1, 1, number)) with { UnsyncedFile = new byte[2000] }, Cancellation).AsTask();

    private static async Task<bool> IsDoneAsync(Task<AddOutcome> add)
    {
        try
        {
            await add;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static PreparedInstance Prepared(IndexWriter writer, int number) =>
        new(Instances.New(Instances.Header("P1", 1, 1, number)), writer, Dicom.SpecificCharacterSet.Latin1);

    /// <summary>A change that waits; a tuple of tasks would be awaited by Task.Run.</summary>
    private sealed record Pending(Task<int> Change);
}
