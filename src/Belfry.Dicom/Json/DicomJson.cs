using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Belfry.Dicom;

/// <summary>
/// The DICOM JSON model (PS3.18 Annex F). DS and IS are written as the numbers that they spell when JSON can spell them the same
/// way, else as strings: both forms are read back to the same text. Numbers that are not finite are the strings <c>NaN</c>,
/// <c>Infinity</c> and <c>-Infinity</c>. Group lengths and trailing padding are left out, and (0008,0005) is ISO_IR 192.
/// </summary>
public static class DicomJson
{
    // Names in other scripts stay readable; what HTML would take for markup is no concern of this format.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions s_indented = s_plain with { Indented = true };

    /// <summary>Writes one data set as an object.</summary>
    public static void Write(DicomDataSet dataSet, Utf8JsonWriter writer) => Write(dataSet, writer, DicomJsonOptions.Default);

    /// <summary>Writes one data set as an object.</summary>
    public static void Write(DicomDataSet dataSet, Utf8JsonWriter writer, DicomJsonOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        new DicomJsonWriter(writer, options).WriteDataSet(dataSet);
    }

    /// <summary>One data set as JSON text.</summary>
    public static string ToJson(DicomDataSet dataSet, bool indented = false) => System.Text.Encoding.UTF8.GetString(ToUtf8(dataSet, indented).Span);

    /// <summary>One data set as JSON text in UTF-8.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(DicomDataSet dataSet, bool indented = false, DicomJsonOptions? options = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, indented ? s_indented : s_plain))
            Write(dataSet, writer, options ?? DicomJsonOptions.Default);
        return output.WrittenMemory;
    }

    /// <summary>Reads one data set from an object.</summary>
    /// <exception cref="DicomFormatException">Not the DICOM JSON model; the message names the place, as in <c>/00400100/0/00080060</c>.</exception>
    public static DicomDataSet Parse(ReadOnlyMemory<byte> utf8) => Parse(utf8, DicomJsonOptions.Default);

    /// <summary>Reads one data set from an object.</summary>
    /// <exception cref="DicomFormatException">As for <see cref="Parse(ReadOnlyMemory{byte})"/>.</exception>
    public static DicomDataSet Parse(ReadOnlyMemory<byte> utf8, DicomJsonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DicomJsonReader(utf8.Span, options).ReadDocument();
    }

    /// <summary>Reads an array of data sets, as STOW-RS and QIDO-RS carry them; one object alone is taken as an array of one.</summary>
    /// <exception cref="DicomFormatException">As for <see cref="Parse(ReadOnlyMemory{byte})"/>.</exception>
    public static IReadOnlyList<DicomDataSet> ParseAll(ReadOnlyMemory<byte> utf8, DicomJsonOptions? options = null) =>
        new DicomJsonReader(utf8.Span, options ?? DicomJsonOptions.Default).ReadDocuments();
}
