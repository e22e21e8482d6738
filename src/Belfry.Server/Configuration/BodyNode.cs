using System.Text.Json;

namespace Belfry.Server.Configuration;

/// <summary>A value that came by REST, as if it stood in a configuration. Nothing of the environment is put in.</summary>
internal static class BodyNode
{
    private static readonly ConfigurationPosition _position = new("body", 0);

    public static ConfigurationNode Of(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var node = new ConfigurationNode(JsonValueKind.Object, _position);
                foreach (var member in value.EnumerateObject())
                    node.SetMember(member.Name, Of(member.Value));
                return node;
            case JsonValueKind.Array:
                var list = new ConfigurationNode(JsonValueKind.Array, _position);
                foreach (var item in value.EnumerateArray())
                    list.AddItem(Of(item));
                return list;
            case JsonValueKind.String:
                return new ConfigurationNode(JsonValueKind.String, _position) { Text = value.GetString() ?? "" };
            case JsonValueKind.Number:
                return new ConfigurationNode(JsonValueKind.Number, _position) { Text = value.GetRawText() };
            default:
                return new ConfigurationNode(value.ValueKind, _position);
        }
    }
}
