using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Belfry.Cli.Output;

/// <summary>Results as a JSON list of objects, each written when it is there.</summary>
internal sealed class JsonList(TextWriter output)
{
    private bool _begun;

    /// <summary>Adds an object.</summary>
    /// <param name="write">Writes its members.</param>
    public void Add(Action<Utf8JsonWriter> write)
    {
        output.WriteLine(_begun ? "," : "[");
        output.Write(ToText(write));
        _begun = true;
    }

    public void End() => output.WriteLine(_begun ? "\n]" : "[]");

    /// <summary>One object in one line.</summary>
    public static string ToText(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
