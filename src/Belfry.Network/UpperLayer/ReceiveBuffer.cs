using System.Buffers;

namespace Belfry.Network;

/// <summary>
/// The bytes received and not yet consumed, in one pooled array. Small between messages, large while a long one comes in, as large
/// as an association PDU needs. Not thread-safe.
/// </summary>
internal sealed class ReceiveBuffer
{
    // An idle association costs this much. A C-ECHO or C-FIND fits.
    private const int Small = 4096;

    // For a peer that fills the small one: the fewer reads the better; more than this gains nothing.
    private const int Large = 64 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private bool _filled;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public void Consume(int count) => _start += count;

    public void Clear() => _start = _end;

    /// <summary>Room to receive into.</summary>
    /// <param name="needed">How many unread bytes there must be room for in all.</param>
    /// <param name="isInsideMessage">More is sure to come.</param>
    public Memory<byte> GetRoom(int needed, bool isInsideMessage)
    {
        var count = _end - _start;
        var wanted = Math.Max(needed, _filled && isInsideMessage ? Large : Small);
        if (count == 0)
        {
            _start = _end = 0;
            if (_bytes.Length < wanted || _bytes.Length > Math.Max(Large, 2 * wanted) || (!isInsideMessage && _bytes.Length > 2 * wanted))
                Replace(wanted);
        }
        else if (_bytes.Length - _start < needed || _end == _bytes.Length)
        {
            if (_bytes.Length >= Math.Max(needed, count + 1))
                Compact();
            else
                Replace(Math.Max(wanted, count + 1));
        }

        return _bytes.AsMemory(_end);
    }

    public void Received(int count)
    {
        _end += count;
        _filled = _end == _bytes.Length;
    }

    public void Release()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }

    private void Compact()
    {
        Unread.CopyTo(_bytes);
        _end -= _start;
        _start = 0;
    }

    private void Replace(int size)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        var count = _end - _start;
        Unread.CopyTo(bytes);
        Release();
        _bytes = bytes;
        _end = count;
    }
}
