using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>An answer of a route, written by what writes its answers: the OpenAPI document takes the schema from it, which so is nowhere written by hand.</summary>
/// <param name="Write">Writes one JSON value.</param>
internal sealed record AnswerExample(Func<Utf8JsonWriter, ValueTask> Write)
{
    // An identifier that no resource has.
    private const string Id = "00000000-00000000-00000000-00000000-00000000";

    /// <summary>The answer; the caller disposes it.</summary>
    public async ValueTask<JsonDocument> ReadAsync()
    {
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer))
            await Write(writer);
        return JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>A resource that nobody has.</summary>
    public static ArchivedResource Resource(QueryRetrieveLevel level) => new()
    {
        Level = level,
        Id = ArchiveId.TryParse(Id, out var id) ? id : default,
        Parent = level == QueryRetrieveLevel.Patient ? null : id,
        Children = level == QueryRetrieveLevel.Image ? [] : [id],
        File = level != QueryRetrieveLevel.Image ? null : new StoredFile
        {
            FileId = default,
            Length = 0,
            StoredLength = 0,
            DataSetOffset = 0,
            SopClassUid = default,
            SopInstanceUid = default,
            TransferSyntax = Dicom.TransferSyntax.ImplicitVRLittleEndian,
        },
    };

    /// <summary>A resource as it is shown.</summary>
    public static ValueTask WriteAsync(Utf8JsonWriter writer, DicomArchive archive, QueryRetrieveLevel level) =>
        new ResourceJson(archive, new ResourceView()).WriteAsync(writer, Resource(level), CancellationToken.None);

    /// <summary>A list of resources: identifiers, or with <c>expand</c> what they are.</summary>
    public static async ValueTask WriteListAsync(Utf8JsonWriter writer, DicomArchive archive, params IReadOnlyList<QueryRetrieveLevel> levels)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(Id);
        foreach (var level in levels)
            await WriteAsync(writer, archive, level);
        writer.WriteEndArray();
    }
}
