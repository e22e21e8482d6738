namespace Belfry.Network;

/// <summary>The operations that this side has invoked, by Message ID; as many at once as were negotiated. Thread-safe.</summary>
internal sealed class InvocationTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, Invocation> _running = [];
    private SemaphoreSlim? _places;
    private Exception? _failure;
    private ushort _lastId;
    private int _window = 1;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _running.Count == 0;
        }
    }

    /// <summary>Before the first invocation.</summary>
    public void SetWindow(int window) => _window = window;

    /// <summary>Waits for a place and takes a Message ID.</summary>
    public async ValueTask<Invocation> EnterAsync(PresentationContext context, DimseRequest request, bool continuesAtOnce, CancellationToken cancellation)
    {
        var places = _places ?? Interlocked.CompareExchange(ref _places, new SemaphoreSlim(_window), null) ?? _places;
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Enter(context, request, continuesAtOnce);
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    public Invocation? Find(ushort messageId)
    {
        lock (_lock)
            return _running.GetValueOrDefault(messageId);
    }

    public void Leave(Invocation invocation)
    {
        lock (_lock)
        {
            if (!_running.Remove(invocation.MessageId))
                return;
        }

        _places?.Release();
    }

    /// <summary>The association has ended: all fail, and so do all that come later.</summary>
    public void FailAll(Exception exception)
    {
        lock (_lock)
        {
            _failure ??= exception;
            foreach (var invocation in _running.Values)
                invocation.Fail(exception);
        }
    }

    private Invocation Enter(PresentationContext context, DimseRequest request, bool continuesAtOnce)
    {
        lock (_lock)
        {
            if (_failure is not null)
                throw new AssociationException(((AssociationException)_failure).Reason, _failure.Message, _failure);
            var id = request.MessageId != 0 ? request.MessageId : NextId();
            var invocation = new Invocation(context, request, id, continuesAtOnce);
            if (!_running.TryAdd(id, invocation))
                throw new ArgumentException($"An operation with Message ID {id} is running.", nameof(request));
            return invocation;
        }
    }

    private ushort NextId()
    {
        do
        {
            _lastId++;
        }
        while (_lastId == 0 || _running.ContainsKey(_lastId));
        return _lastId;
    }
}
