namespace Belfry.Sdk;

/// <summary>One wanted text: exact, or with wildcards.</summary>
internal sealed class TextPattern
{
    private readonly string _text;
    private readonly Wildcard? _wildcard;

    public TextPattern(string text, bool wildcards)
    {
        _text = text;
        if (wildcards && Wildcard.IsPattern(text))
            _wildcard = new Wildcard(text);
    }

    public bool HasWildcards => _wildcard is not null;

    public bool IsMatch(ReadOnlySpan<char> text) => _wildcard is null ? text.SequenceEqual(_text) : _wildcard.IsMatch(text);
}
