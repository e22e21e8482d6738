using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Belfry.Web;

/// <summary>
/// What the JSON of an answer is written to before it is sent. Kept for the next answer on the same thread, since memory that grows to the length
/// of an answer costs as much as the answer. One that is not returned, as after an exception, is forgotten.
/// </summary>
internal sealed class JsonOutput
{
    // Room for what is sent at once and one resource more; what grew beyond it is not kept.
    private const int LongestKept = 128 * 1024;

    private const int FirstLength = 4096;

    // Names in other scripts stay readable: no answer is ever part of a page.
    private static readonly JsonWriterOptions _options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static JsonOutput? _spare;

    private JsonOutput()
    {
        Bytes = new ArrayBufferWriter<byte>(FirstLength);
        Json = new Utf8JsonWriter(Bytes, _options);
    }

    /// <summary>What was written, as far as <see cref="Json"/> was flushed.</summary>
    public ArrayBufferWriter<byte> Bytes { get; }

    /// <summary>Writes to <see cref="Bytes"/>.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>An empty one that nobody else uses.</summary>
    public static JsonOutput Rent()
    {
        var output = _spare ?? new JsonOutput();
        _spare = null;
        return output;
    }

    /// <summary>Gives it back; its bytes must not be used any more.</summary>
    public static void Return(JsonOutput output)
    {
        if (output.Bytes.Capacity > LongestKept)
            return;
        output.Bytes.ResetWrittenCount();
        output.Json.Reset();
        _spare = output;
    }
}
