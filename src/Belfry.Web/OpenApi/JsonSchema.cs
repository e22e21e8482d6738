using System.Text.Json;

namespace Belfry.Web;

/// <summary>The schema of a JSON value (JSON Schema 2020-12, as OpenAPI 3.1 has it), of its kinds and members alone.</summary>
internal static class JsonSchema
{
    /// <summary>Writes the schema of values such as this one. A null may be anything; of an array each kind of item counts.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value);
                break;
            case JsonValueKind.Array:
                WriteArray(writer, value);
                break;
            case JsonValueKind.String:
                writer.WriteString("type", "string");
                break;
            case JsonValueKind.Number:
                writer.WriteString("type", value.TryGetInt64(out _) ? "integer" : "number");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteString("type", "boolean");
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteString("type", "object");
        if (!value.EnumerateObject().Any())
            return;
        writer.WriteStartObject("properties");
        foreach (var member in value.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteString("type", "array");
        if (value.GetArrayLength() == 0)
            return;
        writer.WritePropertyName("items");
        if (value.GetArrayLength() == 1)
        {
            Write(writer, value[0]);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartArray("anyOf");
        foreach (var item in value.EnumerateArray())
            Write(writer, item);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
