using System.Text;
using System.Text.Json;

namespace Belfry.Server.Configuration;

/// <summary>Reads JSON with comments and trailing commas into nodes that know their lines, and puts the environment into texts.</summary>
internal ref struct ConfigurationParser
{
    private static readonly JsonReaderOptions _options =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 };

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly string _file;
    private readonly VariableSubstitution _variables;
    private readonly List<string> _warnings;
    private Utf8JsonReader _reader;
    private int _line;
    private int _counted;

    private ConfigurationParser(ReadOnlySpan<byte> utf8, string file, VariableSubstitution variables, List<string> warnings)
    {
        _utf8 = utf8;
        _file = file;
        _variables = variables;
        _warnings = warnings;
        _reader = new Utf8JsonReader(utf8, _options);
        _line = 1;
    }

    /// <exception cref="ConfigurationException">Not JSON, or not an object; says the line.</exception>
    public static ConfigurationNode Parse(ReadOnlySpan<byte> utf8, string file, VariableSubstitution variables, List<string> warnings)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        var parser = new ConfigurationParser(utf8, file, variables, warnings);
        try
        {
            parser._reader.Read();
            var root = parser.ReadValue("");
            if (root.Kind != JsonValueKind.Object)
                throw new ConfigurationException($"{root.Position}: {root.Describe()} is not a configuration; an object of keys and values is.");
            parser._reader.Read();
            return root;
        }
        catch (JsonException fault)
        {
            var at = new ConfigurationPosition(file, (int)(fault.LineNumber ?? 0) + 1);
            throw new ConfigurationException($"{at}: not JSON: {WithoutPosition(fault.Message)}");
        }
    }

    private ConfigurationNode ReadValue(string path)
    {
        var position = new ConfigurationPosition(_file, CurrentLine());
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(path, new ConfigurationNode(JsonValueKind.Object, position));
            case JsonTokenType.StartArray:
                var list = new ConfigurationNode(JsonValueKind.Array, position);
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                    list.AddItem(ReadValue($"{path}[{list.Items.Count}]"));
                return list;
            case JsonTokenType.String:
                var written = ReadText(position);
                var text = _variables.Apply(written, position, path);
                return new ConfigurationNode(JsonValueKind.String, position) { Text = text, IsSubstituted = text != written };
            case JsonTokenType.Number:
                return new ConfigurationNode(JsonValueKind.Number, position) { Text = Encoding.UTF8.GetString(_reader.ValueSpan) };
            case JsonTokenType.True:
                return new ConfigurationNode(JsonValueKind.True, position);
            case JsonTokenType.False:
                return new ConfigurationNode(JsonValueKind.False, position);
            default:
                return new ConfigurationNode(JsonValueKind.Null, position);
        }
    }

    private ConfigurationNode ReadObject(string path, ConfigurationNode node)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var line = CurrentLine();
            var key = ReadText(new ConfigurationPosition(_file, line));
            _reader.Read();
            var value = ReadValue(path.Length == 0 ? key : $"{path}.{key}");
            if (node[key] is { } first)
                _warnings.Add($"{new ConfigurationPosition(_file, line)}: \"{key}\" is here a second time (first on line {first.Position.Line}); this one counts.");
            node.SetMember(key, value);
        }

        return node;
    }

    // The reader checks the syntax; bytes that are no UTF-8 and half a surrogate pair show when the text is asked for.
    private readonly string ReadText(ConfigurationPosition position)
    {
        try
        {
            var text = _reader.GetString() ?? "";
            return text.Contains('\0') ? throw new ConfigurationException($"{position}: a text holds a NUL, which no path or name can.") : text;
        }
        catch (InvalidOperationException)
        {
            throw new ConfigurationException($"{position}: a text is not Unicode; the file has to be UTF-8.");
        }
    }

    private int CurrentLine()
    {
        var at = (int)_reader.TokenStartIndex;
        _line += _utf8[_counted..at].Count((byte)'\n');
        _counted = at;
        return _line;
    }

    private static string WithoutPosition(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
