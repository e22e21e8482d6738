namespace Belfry.Sdk;

/// <summary>
/// A pattern with <c>*</c> (any run of characters) and <c>?</c> (one character) of PS3.4 §C.2.2.2.4. The pattern is an automaton whose
/// states are bits: state i means "the first i characters of the pattern are matched". One shift, one mask for each character of the
/// text and each 64 characters of the pattern, and never a step back, whatever the text.
/// </summary>
internal sealed class Wildcard
{
    private readonly int _words;
    private readonly int _minLength;
    private readonly int _accept;
    private readonly ulong[] _loops;
    private readonly ulong[] _any;
    private readonly ulong[] _ascii;
    private readonly Dictionary<int, ulong[]> _others = [];

    public Wildcard(string pattern)
    {
        var count = pattern.EnumerateRunes().Count(static rune => rune.Value != '*');
        _accept = count;
        _minLength = count;
        _words = (count / 64) + 1;
        _loops = new ulong[_words];
        _any = new ulong[_words];
        _ascii = new ulong[_words * 128];
        Build(pattern);
    }

    public static bool IsPattern(ReadOnlySpan<char> text) => text.ContainsAny('*', '?');

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (text.Length < _minLength)
            return false;
        return _words == 1 ? IsMatchInOneWord(text) : IsMatchInWords(text);
    }

    private void Build(string pattern)
    {
        var state = 0;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (rune.Value == '*')
            {
                Set(_loops, 0, state);
                continue;
            }

            state++;
            if (rune.Value == '?')
                Set(_any, 0, state);
        }

        for (var c = 0; c < 128; c++)
            _any.CopyTo(_ascii, c * _words);
        state = 0;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (rune.Value == '*')
                continue;
            state++;
            if (rune.Value == '?')
                continue;
            if (rune.Value < 128)
            {
                Set(_ascii, rune.Value * _words, state);
                continue;
            }

            if (!_others.TryGetValue(rune.Value, out var mask))
                _others.Add(rune.Value, mask = [.. _any]);
            Set(mask, 0, state);
        }
    }

    private static void Set(ulong[] bits, int offset, int state) => bits[offset + (state / 64)] |= 1UL << (state % 64);

    private bool IsMatchInOneWord(ReadOnlySpan<char> text)
    {
        var states = 1UL;
        var loops = _loops[0];
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var mask = c < 128 ? _ascii[c] : MaskOf(text, ref i)[0];
            states = ((states << 1) & mask) | (states & loops);
            if (states == 0)
                return false;
        }

        return (states & (1UL << _accept)) != 0;
    }

    private bool IsMatchInWords(ReadOnlySpan<char> text)
    {
        Span<ulong> states = _words <= 16 ? stackalloc ulong[16] : new ulong[_words];
        states.Clear();
        states[0] = 1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            ReadOnlySpan<ulong> mask = c < 128 ? _ascii.AsSpan(c * _words, _words) : MaskOf(text, ref i);
            var carry = 0UL;
            for (var w = 0; w < _words; w++)
            {
                var before = states[w];
                states[w] = (((before << 1) | carry) & mask[w]) | (before & _loops[w]);
                carry = before >> 63;
            }
        }

        return (states[_accept / 64] & (1UL << (_accept % 64))) != 0;
    }

    private ulong[] MaskOf(ReadOnlySpan<char> text, ref int index)
    {
        var value = (int)text[index];
        if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            value = char.ConvertToUtf32(text[index], text[++index]);
        return _others.TryGetValue(value, out var mask) ? mask : _any;
    }
}
