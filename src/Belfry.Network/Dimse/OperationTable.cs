namespace Belfry.Network;

/// <summary>
/// The operations that this side performs, by Message ID. As many run as were negotiated, as many again wait, which forgives a peer that
/// does not quite keep to its window. Thread-safe.
/// </summary>
internal sealed class OperationTable
{
    private readonly Lock _lock = new();
    private readonly List<DimseOperation> _running = new(1);
    private readonly Queue<DimseOperation> _waiting = new();
    private int _window = 1;

    public int Window
    {
        get => _window;
        set => _window = value;
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _running.Count == 0 && _waiting.Count == 0;
        }
    }

    public Admission Admit(DimseOperation operation)
    {
        lock (_lock)
        {
            if (FindLocked(operation.Request.MessageId) is not null)
                return Admission.IsDuplicate;
            if (_running.Count < _window)
            {
                _running.Add(operation);
                return Admission.Runs;
            }

            // One that has given its final response leaves in a moment, and its peer may know that already.
            if (_waiting.Count >= _window + _running.Count(static running => running.IsFinalGiven))
                return Admission.IsTooMany;
            _waiting.Enqueue(operation);
            return Admission.Waits;
        }
    }

    public DimseOperation? Find(ushort messageId)
    {
        lock (_lock)
            return FindLocked(messageId);
    }

    /// <summary>The operation has given its final response, or never will.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isEmpty">True when nothing is left.</param>
    /// <returns>One that waited and may start now.</returns>
    public DimseOperation? Leave(DimseOperation operation, out bool isEmpty)
    {
        lock (_lock)
        {
            DimseOperation? next = null;
            if (_running.Remove(operation) && _waiting.TryDequeue(out next))
                _running.Add(next);
            isEmpty = _running.Count == 0;
            return next;
        }
    }

    /// <summary>All that run and wait, and the latter wait no longer.</summary>
    public DimseOperation[] TakeAll()
    {
        lock (_lock)
        {
            if (_running.Count == 0 && _waiting.Count == 0)
                return [];
            DimseOperation[] all = [.. _running, .. _waiting];
            _waiting.Clear();
            return all;
        }
    }

    // One whose final response is given may be found here still, while the peer, who has read it, uses the Message ID again.
    private DimseOperation? FindLocked(ushort messageId)
    {
        foreach (var operation in _running)
        {
            if (operation.Request.MessageId == messageId && !operation.IsFinalGiven)
                return operation;
        }

        foreach (var operation in _waiting)
        {
            if (operation.Request.MessageId == messageId)
                return operation;
        }

        return null;
    }
}
