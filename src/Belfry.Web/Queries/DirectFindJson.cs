using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>Answers of a modality with what is part of them.</summary>
internal static class DirectFindJson
{
    /// <summary>Writes a patient with the member <c>Studies</c>, and each of these with <c>Series</c>.</summary>
    public static void WritePatient(Utf8JsonWriter writer, DicomDataSet patient, IReadOnlyList<(DicomDataSet Study, IReadOnlyList<DicomDataSet> Series)> studies) =>
        Write(writer, patient, "Studies", studies, static (writer, study) => Write(writer, study.Study, "Series", study.Series, WriteTags));

    private static void WriteTags(Utf8JsonWriter writer, DicomDataSet tags) => TagJson.Write(tags, writer, new TagJsonOptions { Format = TagJsonFormat.Human });

    // TagJson writes whole objects: its members are taken over.
    private static void Write<T>(Utf8JsonWriter writer, DicomDataSet tags, string name, IReadOnlyList<T> parts, Action<Utf8JsonWriter, T> write)
    {
        using var buffer = new MemoryStream();
        using (var own = new Utf8JsonWriter(buffer))
            WriteTags(own, tags);
        using var members = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        writer.WriteStartObject();
        foreach (var member in members.RootElement.EnumerateObject())
            member.WriteTo(writer);
        writer.WriteStartArray(name);
        foreach (var part in parts)
            write(writer, part);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
