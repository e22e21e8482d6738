using System.Buffers;
using System.Globalization;
using System.Text;

namespace Belfry.Server.Logging;

/// <summary>A line being put together, in UTF-8 and in one buffer that is used again and again. Not thread-safe.</summary>
internal sealed class LineText
{
    private const int FirstSize = 512;

    /// <summary>A longer buffer, for a stack of calls, is not kept.</summary>
    private const int KeptSize = 16 * 1024;

    /// <summary>What writes itself is short.</summary>
    private const int MaxFormatted = 64 * 1024;

    private const byte FirstOfLatin1 = 0xC2;
    private const byte FirstOfArabic = 0xD8;
    private const byte FirstOfGeneralPunctuation = 0xE2;

    private static readonly SearchValues<byte> s_suspects =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static code => (byte)code), 0x7F, FirstOfLatin1, FirstOfArabic, FirstOfGeneralPunctuation]);

    private readonly byte[] _second = new byte["yyyy-MM-dd HH:mm:ss".Length];
    private byte[] _bytes = new byte[FirstSize];
    private int _length;
    private long _stamped = -1;
    private TimeProvider? _clock;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Forgets the last line.</summary>
    public void Begin()
    {
        _length = 0;
        if (_bytes.Length > KeptSize)
            _bytes = new byte[FirstSize];
    }

    /// <summary>Local time in milliseconds, as 2026-01-31 08:30:00.123.</summary>
    public void AppendTime(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (second != _stamped || clock != _clock)
        {
            TimeZoneInfo.ConvertTime(now, clock.LocalTimeZone).TryFormat(_second, out _, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            (_stamped, _clock) = (second, clock);
        }

        var milliseconds = (int)(now.UtcTicks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMillisecond);
        var room = Room(_second.Length + 4);
        _second.CopyTo(room);
        room[_second.Length] = (byte)'.';
        room[_second.Length + 1] = (byte)('0' + (milliseconds / 100));
        room[_second.Length + 2] = (byte)('0' + (milliseconds / 10 % 10));
        room[_second.Length + 3] = (byte)('0' + (milliseconds % 10));
        _length += _second.Length + 4;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Text that may come from outside: control characters, and those that turn its direction, become spaces.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasLines">Ends of line in it are meant.</param>
    public void AppendClean(ReadOnlySpan<char> text, bool hasLines = false)
    {
        var start = _length;
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        Clean(start, hasLines);
    }

    /// <summary>Room for a value that writes itself; what it has written is put behind the line by <see cref="Take"/>.</summary>
    public Span<byte> GetRoom() => _bytes.AsSpan(_length);

    /// <summary>Makes more room.</summary>
    /// <returns>False when no message is that long.</returns>
    public bool TryGrow()
    {
        if (_bytes.Length > MaxFormatted)
            return false;
        Array.Resize(ref _bytes, 2 * _bytes.Length);
        return true;
    }

    /// <summary>Takes what was written into the room. Control characters become spaces.</summary>
    public void Take(int count)
    {
        var start = _length;
        _length += count;
        Clean(start, hasLines: false);
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
        return _bytes.AsSpan(_length);
    }

    /// <summary>What peers wrote must not begin a new line or steer a terminal.</summary>
    private void Clean(int start, bool hasLines)
    {
        var rest = _bytes.AsSpan(start, _length - start);
        int at;
        while ((at = rest.IndexOfAny(s_suspects)) >= 0)
        {
            if (rest[at] < 0x80)
            {
                if (!(hasLines && rest[at] == '\n'))
                    rest[at] = (byte)' ';
            }
            else if (IsObeyed(rest[at..], out var length))
            {
                rest.Slice(at, length).Fill((byte)' ');
            }

            rest = rest[(at + 1)..];
        }
    }

    /// <summary>True for controls up to U+009F, and for the characters that turn the direction of the text behind them (UAX 9): U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.</summary>
    private static bool IsObeyed(ReadOnlySpan<byte> text, out int length)
    {
        length = text[0] == FirstOfGeneralPunctuation ? 3 : 2;
        if (text.Length < length)
            return false;
        return text[0] switch
        {
            FirstOfLatin1 => text[1] < 0xA0,
            FirstOfArabic => text[1] == 0x9C,
            _ => (text[1], text[2]) is (0x80, 0x8E or 0x8F or (>= 0xAA and <= 0xAE)) or (0x81, >= 0xA6 and <= 0xA9),
        };
    }
}
