using System.Collections.Concurrent;

namespace Belfry.Archive;

/// <summary>Connections that read, a bounded number; who asks for one too many waits. Thread-safe.</summary>
internal sealed class ReaderPool : IDisposable
{
    private readonly string _path;
    private readonly int _memory;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<SqliteDatabase> _connections = [];
    private volatile bool _isClosed;

    public ReaderPool(string path, int count, int memory)
    {
        _path = path;
        _memory = memory;
        _free = new SemaphoreSlim(count, count);
    }

    /// <summary>A connection for one portion; disposing the lease gives it back. No read may be left open.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public async ValueTask<Lease> RentAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return new Lease(this, _connections.TryTake(out var connection) ? connection : Open());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>A connection that is open and free; false when there is none at the moment.</summary>
    public bool TryRent(out Lease lease)
    {
        lease = default;
        if (!_free.Wait(0))
            return false;
        if (!_isClosed && _connections.TryTake(out var connection))
        {
            lease = new Lease(this, connection);
            return true;
        }

        _free.Release();
        return false;
    }

    /// <summary>Closes the connections that nobody uses; those in use are closed when they come back.</summary>
    public void Dispose()
    {
        _isClosed = true;
        CloseFree();
    }

    private SqliteDatabase Open()
    {
        var connection = SqliteDatabase.Open(_path, isReadOnly: true);
        try
        {
            connection.Execute($"PRAGMA query_only = 1; PRAGMA cache_size = -{_memory / 1024}; PRAGMA temp_store = MEMORY");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void GiveBack(SqliteDatabase connection)
    {
        _connections.Add(connection);
        _free.Release();
        if (_isClosed)
            CloseFree();
    }

    private void CloseFree()
    {
        while (_connections.TryTake(out var connection))
            connection.Dispose();
    }

    /// <summary>A connection lent to one reader.</summary>
    public readonly struct Lease(ReaderPool pool, SqliteDatabase database) : IDisposable
    {
        public SqliteDatabase Database => database;

        public void Dispose() => pool.GiveBack(database);
    }
}
