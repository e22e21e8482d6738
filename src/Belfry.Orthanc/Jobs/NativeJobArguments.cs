using System.Text.Json;

namespace Belfry.Orthanc.Jobs;

/// <summary>What is kept of a plugin's job: who can make it again, and of what.</summary>
/// <param name="Key">Finds it while the server runs that it was submitted to.</param>
/// <param name="Type">What the plugin calls its kind.</param>
/// <param name="Serialized">What it is made of again; null when it cannot.</param>
internal sealed record NativeJobArguments(string Key, string Type, string? Serialized)
{
    public byte[] ToBytes()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("Key", Key);
            writer.WriteString("Type", Type);
            writer.WriteString("Serialized", Serialized);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    public static NativeJobArguments Read(ReadOnlyMemory<byte> bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var root = json.RootElement;
        return new NativeJobArguments(root.GetProperty("Key").GetString() ?? "", root.GetProperty("Type").GetString() ?? "", root.GetProperty("Serialized").GetString());
    }
}
