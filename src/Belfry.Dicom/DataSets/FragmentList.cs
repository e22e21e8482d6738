namespace Belfry.Dicom;

/// <summary>
/// The fragments of encapsulated pixel data, the basic offset table first (PS3.5 §A.4). Each is in memory or still in its file;
/// memory is handed out as a slice, not a copy.
/// </summary>
internal sealed class FragmentList(int capacity)
{
    private object?[] _values = capacity == 0 ? [] : new object?[capacity];

    public int Count { get; private set; }

    public void Add(ReadOnlyMemory<byte> bytes) => Append(bytes);

    public void Add(DeferredValue value) => Append(value);

    public long GetLength(int index) => _values[index] is DeferredValue deferred ? deferred.Length : Memory(index).Length;

    public DeferredValue? GetDeferred(int index) => _values[index] as DeferredValue;

    public bool HasDeferred
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (_values[i] is DeferredValue)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The bytes; a deferred fragment is read from its file, each time anew.</summary>
    public ReadOnlyMemory<byte> GetBytes(int index) => _values[index] is DeferredValue deferred ? deferred.Read() : Memory(index);

    public long TotalLength
    {
        get
        {
            var total = 0L;
            for (var i = 0; i < Count; i++)
                total += GetLength(i);
            return total;
        }
    }

    private ReadOnlyMemory<byte> Memory(int index) =>
        _values[index] is ReadOnlyMemory<byte> memory ? memory : throw new InvalidOperationException("Fragment without bytes.");

    private void Append(object value)
    {
        if (Count == _values.Length)
            Array.Resize(ref _values, Math.Max(4, Count * 2));
        _values[Count++] = value;
    }
}
