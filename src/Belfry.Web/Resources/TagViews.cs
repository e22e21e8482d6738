using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show the tags of all instances of a resource, those that they share, and those of its module.</summary>
public static class TagViews
{
    /// <summary>Adds <c>instances-tags</c>, <c>shared-tags</c>, <c>module</c> and <c>module-patient</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the instances.</param>
    public static void MapTagViews(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        foreach (var level in LevelNames.All)
        {
            Map(routes, archive, level, "instances-tags", ShowAllAsync);
            Map(routes, archive, level, "module", (context, archive, resource) => ShowModuleAsync(context, archive, resource, level));
            if (level < QueryRetrieveLevel.Image)
                Map(routes, archive, level, "shared-tags", ShowSharedAsync);
        }

        Map(routes, archive, QueryRetrieveLevel.Study, "module-patient", static (context, archive, study) => ShowModuleAsync(context, archive, study, QueryRetrieveLevel.Patient));
    }

    private static void Map(
        IEndpointRouteBuilder routes, DicomArchive archive, QueryRetrieveLevel level, string name, Func<HttpContext, DicomArchive, ArchivedResource, Task> show) =>
        routes.MapMethods(
            $"/{LevelNames.FolderOf(level)}/{{id}}/{name}",
            ResourceRoutes.Reading,
            async context => await show(context, archive, await ResourceRoutes.FindAsync(context, archive, level)));

    private static Task ShowAllAsync(HttpContext context, DicomArchive archive, ArchivedResource resource)
    {
        var options = InstanceTags.Options(QueryFlags.Format(context, TagJsonFormat.Full));
        return JsonAnswers.WriteObjectAsync(context, ListInstancesAsync(archive, resource, context.RequestAborted), async (writer, instance) =>
        {
            // One that was deleted meanwhile is left out.
            if (await archive.ReadHeaderAsync(instance.File, context.RequestAborted) is null)
                return;
            writer.WritePropertyName(instance.Id.ToString());
            TagJson.Write(await InstanceTags.ReadAsync(archive, instance.File, context.RequestAborted), writer, options);
        });
    }

    private static async Task ShowSharedAsync(HttpContext context, DicomArchive archive, ArchivedResource resource)
    {
        var shared = new SharedTags(InstanceTags.Options(QueryFlags.Format(context, TagJsonFormat.Full)));
        await foreach (var instance in ListInstancesAsync(archive, resource, context.RequestAborted))
        {
            if (!shared.Add(await InstanceTags.ReadAsync(archive, instance.File, context.RequestAborted)))
                break;
        }

        await JsonAnswers.WriteAsync(context, shared.Write);
    }

    private static async Task ShowModuleAsync(HttpContext context, DicomArchive archive, ArchivedResource resource, QueryRetrieveLevel level)
    {
        // Any instance may speak for what it is part of.
        var instance = await ListInstancesAsync(archive, resource, context.RequestAborted).FirstOrDefaultAsync(context.RequestAborted);
        if (instance.File is null)
            throw new RestException(RestError.UnknownResource);
        var tags = await InstanceTags.ReadAsync(archive, instance.File, context.RequestAborted);
        var options = InstanceTags.Options(QueryFlags.Format(context, TagJsonFormat.Full), only: ModuleAttributes.Of(level).Contains);
        await JsonAnswers.WriteAsync(context, writer => TagJson.Write(tags, writer, options));
    }

    private static IAsyncEnumerable<(ArchiveId Id, StoredFile File)> ListInstancesAsync(DicomArchive archive, ArchivedResource resource, CancellationToken cancellation) =>
        resource.File is { } own
            ? new[] { (resource.Id, own) }.ToAsyncEnumerable()
            : archive.Browser.ListBelowAsync(resource, QueryRetrieveLevel.Image, cancellation)
                .Where(static instance => instance.File is not null).Select(static instance => (instance.Id, instance.File!));

    /// <summary>The members that are the same for all data sets that were added.</summary>
    private sealed class SharedTags(TagJsonOptions options)
    {
        private Dictionary<string, string>? _shared;

        /// <summary>False when nothing is shared any more.</summary>
        public bool Add(DicomDataSet tags)
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer))
                TagJson.Write(tags, writer, options);
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            var own = document.RootElement.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.GetRawText());
            _shared = _shared is null ? own : _shared.Where(pair => own.GetValueOrDefault(pair.Key) == pair.Value).ToDictionary();
            return _shared.Count > 0;
        }

        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in (_shared ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                JobJson.WriteSorted(writer, value);
            }

            writer.WriteEndObject();
        }
    }
}
