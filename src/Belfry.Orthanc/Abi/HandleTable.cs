using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Belfry.Orthanc.Abi;

/// <summary>
/// Opaque pointers for plugins. A handle is a number that was never used before, so one that is kept too long finds nothing: its use
/// ends in an error code, never in another object or in freed memory. Thread-safe.
/// </summary>
internal sealed class HandleTable
{
    private readonly ConcurrentDictionary<nint, object> _objects = new();
    private long _last;

    /// <summary>How many handles are alive.</summary>
    public int Count => _objects.Count;

    /// <summary>A new handle, alive until <see cref="Remove"/>.</summary>
    public nint Add(object target)
    {
        // Multiples of 16 look like aligned pointers to plugins that check.
        var handle = (nint)(Interlocked.Increment(ref _last) * 16);
        _objects[handle] = target;
        return handle;
    }

    /// <summary>The object of a handle; null is a <see cref="OrthancErrorCode.NullPointer"/>, a dead one <see cref="OrthancErrorCode.Plugin"/>.</summary>
    public T Get<T>(nint handle)
        where T : class
    {
        if (handle == 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        return TryGet<T>(handle, out var target)
            ? target
            : throw new ServiceException(OrthancErrorCode.Plugin, "The plugin used a handle that is not alive.");
    }

    /// <summary>Ends the life of a handle; false when it had none.</summary>
    public bool Remove(nint handle) => _objects.TryRemove(handle, out _);

    private bool TryGet<T>(nint handle, [NotNullWhen(true)] out T? target)
        where T : class
    {
        target = _objects.TryGetValue(handle, out var found) ? found as T : null;
        return target is not null;
    }
}
