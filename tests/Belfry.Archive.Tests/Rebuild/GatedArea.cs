namespace Belfry.Archive.Tests.Rebuild;

/// <summary>A storage area whose files cannot be opened until a test says so.</summary>
internal sealed class GatedArea(IStorageArea inner) : IStorageArea
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody wants to open a file.</summary>
    public Task Waiting => _waiting.Task;

    public void Open() => _open.TrySetResult();

    public async ValueTask<Stream> OpenAsync(Guid fileId, CancellationToken cancellation)
    {
        _waiting.TrySetResult();
        await _open.Task.WaitAsync(cancellation);
        return await inner.OpenAsync(fileId, cancellation);
    }

    public Guid BeginFile() => inner.BeginFile();

    public void Settle(Guid fileId) => inner.Settle(fileId);

    public ValueTask WriteAsync(Guid fileId, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => inner.WriteAsync(fileId, bytes, cancellation);

    public ValueTask<StorageWriter> CreateAsync(Guid fileId, CancellationToken cancellation) => inner.CreateAsync(fileId, cancellation);

    public ValueTask DeleteAsync(Guid fileId, CancellationToken cancellation) => inner.DeleteAsync(fileId, cancellation);

    public ValueTask FlushAsync(CancellationToken cancellation) => inner.FlushAsync(cancellation);

    public IAsyncEnumerable<Guid> ListUnsettledAsync(CancellationToken cancellation) => inner.ListUnsettledAsync(cancellation);

    public IAsyncEnumerable<Guid> ListFilesAsync(CancellationToken cancellation) => inner.ListFilesAsync(cancellation);

    public ValueTask MarkSettledAsync(CancellationToken cancellation) => inner.MarkSettledAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
