using System.Text.Json;

namespace Belfry.Server.Configuration;

/// <summary>A value as it was written, with its place. Objects keep the order of their keys.</summary>
internal sealed class ConfigurationNode(JsonValueKind kind, ConfigurationPosition position)
{
    private readonly Dictionary<string, ConfigurationNode> _members = [];
    private readonly List<ConfigurationNode> _items = [];

    public JsonValueKind Kind { get; } = kind;

    public ConfigurationPosition Position { get; } = position;

    /// <summary>The text of a string, or the digits of a number as they were written.</summary>
    public string Text { get; init; } = "";

    /// <summary>True when the text came from the environment, in part or whole: then "4242" and "true" are taken for what they spell.</summary>
    public bool IsSubstituted { get; init; }

    public IReadOnlyDictionary<string, ConfigurationNode> Members => _members;

    public IReadOnlyList<ConfigurationNode> Items => _items;

    public ConfigurationNode? this[string key] => _members.GetValueOrDefault(key);

    public void SetMember(string key, ConfigurationNode value) => _members[key] = value;

    public void AddItem(ConfigurationNode value) => _items.Add(value);

    /// <summary>The value as in the file, for a message; long ones are cut.</summary>
    public string Describe()
    {
        var text = Kind switch
        {
            JsonValueKind.String => $"\"{Text}\"",
            JsonValueKind.Number => Text,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "a list",
            _ => "an object",
        };
        return text.Length <= 60 ? text : text[..57] + "...";
    }

    /// <summary>Writes the value as plain JSON, without comments.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (key, value) in Members)
                {
                    writer.WritePropertyName(key);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in Items)
                    item.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text);
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Text);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBooleanValue(Kind == JsonValueKind.True);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
