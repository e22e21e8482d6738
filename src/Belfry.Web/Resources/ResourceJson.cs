using System.Globalization;
using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>A patient, study, series or instance as the REST interface shows it, members in alphabetical order.</summary>
internal sealed class ResourceJson(DicomArchive archive, ResourceView view)
{
    private readonly TagJsonOptions?[] _main = new TagJsonOptions?[(int)QueryRetrieveLevel.Image + 1];

    /// <summary>Writes a resource as an object.</summary>
    public async ValueTask WriteAsync(Utf8JsonWriter writer, ArchivedResource resource, CancellationToken cancellation)
    {
        var requested = view is { RequestedTags: { } tags } && view.Shows(ResourceContents.RequestedTags)
            ? await RequestedAttributes.ReadAsync(archive, resource, tags, cancellation)
            : null;
        var extras = view.Shows(ResourceContents.Labels | ResourceContents.Metadata | ResourceContents.Attachments)
            ? await archive.Extras.ReadAsync(resource.Level, resource.Id, cancellation)
            : ResourceExtras.None;
        var metadata = view.Shows(ResourceContents.Metadata) ? await ResourceMetadata.ReadAsync(archive, resource, extras, view.Names, cancellation) : null;
        var own = resource.AttributesOf(resource.Level);
        writer.WriteStartObject();
        if (view.Shows(ResourceContents.Attachments))
            WriteAttachments(writer, resource, extras);
        if (resource.Level == QueryRetrieveLevel.Series && view.Shows(ResourceContents.Status))
            WriteNumber(writer, "ExpectedNumberOfInstances", SeriesStatus.ExpectedOf(own));
        if (resource.File is { } file)
        {
            writer.WriteNumber("FileSize", file.StoredLength);
            writer.WriteString("FileUuid", file.FileId.ToString("D"));
        }

        writer.WriteString("ID", resource.Id.ToString());
        if (resource.Level == QueryRetrieveLevel.Image)
            WriteNumber(writer, "IndexInSeries", long.TryParse(ResourceMetadata.IndexInSeries(own), CultureInfo.InvariantCulture, out var index) ? index : null);
        WriteChildren(writer, resource, QueryRetrieveLevel.Image);
        WriteState(writer, resource, extras);
        WriteTags(writer, resource, own, metadata);
        WriteParent(writer, resource);
        if (resource.Level == QueryRetrieveLevel.Study && view.Shows(ResourceContents.MainDicomTags))
            WriteMain(writer, "PatientMainDicomTags", QueryRetrieveLevel.Patient, resource.AttributesOf(QueryRetrieveLevel.Patient));
        if (requested is not null)
        {
            writer.WritePropertyName("RequestedTags");
            TagJson.Write(requested, writer, new TagJsonOptions { Format = view.Format, Only = tag => view.RequestedTags?.Contains(tag) == true });
        }

        WriteChildren(writer, resource, QueryRetrieveLevel.Series);
        if (resource.Level == QueryRetrieveLevel.Series && view.Shows(ResourceContents.Status))
            writer.WriteString("Status", SeriesStatus.Of(resource, own));
        WriteChildren(writer, resource, QueryRetrieveLevel.Study);
        writer.WriteString("Type", LevelNames.TypeOf(resource.Level));
        writer.WriteEndObject();
    }

    private void WriteState(Utf8JsonWriter writer, ArchivedResource resource, ResourceExtras extras)
    {
        if (resource.Level == QueryRetrieveLevel.Patient && view.Shows(ResourceContents.IsProtected))
            writer.WriteBoolean("IsProtected", resource.IsProtected);
        if (resource.Level < QueryRetrieveLevel.Image && view.Shows(ResourceContents.IsStable))
            writer.WriteBoolean("IsStable", archive.IsStable(resource));
        if (view.Shows(ResourceContents.Labels))
        {
            writer.WriteStartArray("Labels");
            foreach (var label in extras.Labels)
                writer.WriteStringValue(label);
            writer.WriteEndArray();
        }

        if (resource.Level < QueryRetrieveLevel.Image && view.Shows(ResourceContents.Status))
            writer.WriteString("LastUpdate", ResourceMetadata.TimeOf(resource.LastUpdate));
    }

    private void WriteTags(Utf8JsonWriter writer, ArchivedResource resource, DicomDataSet own, SortedDictionary<string, string>? metadata)
    {
        if (view.Shows(ResourceContents.MainDicomTags))
            WriteMain(writer, "MainDicomTags", resource.Level, own);
        if (metadata is null)
            return;
        writer.WriteStartObject("Metadata");
        foreach (var (name, value) in metadata)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private void WriteMain(Utf8JsonWriter writer, string name, QueryRetrieveLevel level, DicomDataSet attributes)
    {
        writer.WritePropertyName(name);
        TagJson.Write(
            attributes, writer, _main[(int)level] ??= new TagJsonOptions { Format = view.Format, Only = tag => archive.Browser.IsMain(level, tag) });
    }

    private void WriteParent(Utf8JsonWriter writer, ArchivedResource resource)
    {
        if (resource.Parent is { } parent && view.Shows(ResourceContents.Parent))
            writer.WriteString($"Parent{LevelNames.TypeOf(resource.Level - 1)}", parent.ToString());
    }

    private void WriteChildren(Utf8JsonWriter writer, ArchivedResource resource, QueryRetrieveLevel level)
    {
        if (resource.Level + 1 != level || !view.Shows(ResourceContents.Children))
            return;
        writer.WriteStartArray(LevelNames.PluralOf(level));
        foreach (var child in resource.Children)
            writer.WriteStringValue(child.ToString());
        writer.WriteEndArray();
    }

    private static void WriteAttachments(Utf8JsonWriter writer, ArchivedResource resource, ResourceExtras extras)
    {
        writer.WriteStartArray("Attachments");
        if (resource.File is { } file)
            AttachmentJson.WriteInfo(writer, file);
        foreach (var (number, attachment) in extras.Attachments.OrderBy(static pair => pair.Key))
            AttachmentJson.WriteInfo(writer, number, attachment);
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }
}
