using Belfry.Archive;
using Belfry.Dicom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show what is in an instance.</summary>
public static class InstanceEndpoints
{
    /// <summary>Adds tags, header, file and frames below <c>/instances/{id}</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the instances.</param>
    public static void MapInstances(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        Map(routes, "tags", context => ShowTagsAsync(context, archive, QueryFlags.Format(context, TagJsonFormat.Full)));
        Map(routes, "simplified-tags", context => ShowTagsAsync(context, archive, TagJsonFormat.Human));
        Map(routes, "header", context => ShowHeaderAsync(context, archive));
        Map(routes, "file", context => SendFileAsync(context, archive));
        Map(routes, "frames", context => ListFramesAsync(context, archive));
        Map(routes, "content", context => InstanceContent.ShowAsync(context, archive));
        Map(routes, "content/{**path}", context => InstanceContent.ShowAsync(context, archive));
    }

    private static void Map(IEndpointRouteBuilder routes, string path, RequestDelegate handle) =>
        routes.MapMethods($"/instances/{{id}}/{path}", ResourceRoutes.Reading, handle);

    private static async Task ShowTagsAsync(HttpContext context, DicomArchive archive, TagJsonFormat format)
    {
        var (_, file) = await ResourceRoutes.FindInstanceAsync(context, archive);
        var dataSet = await InstanceTags.ReadAsync(archive, file, context.RequestAborted);
        var withoutLimit = context.Request.Query.TryGetValue("ignore-length", out var names)
            ? RequestedAttributes.Parse(names.SelectMany(static text => (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)))
            : [];
        await JsonAnswers.WriteAsync(context, writer => TagJson.Write(dataSet, writer, InstanceTags.Options(format, withoutLimit)));
    }

    private static async Task ShowHeaderAsync(HttpContext context, DicomArchive archive)
    {
        var (_, file) = await ResourceRoutes.FindInstanceAsync(context, archive);
        await using var stream = await archive.OpenFileAsync(file, context.RequestAborted);
        var head = new byte[file.DataSetOffset];
        await stream.ReadExactlyAsync(head, context.RequestAborted);
        var meta = DicomFile.ParseHead(head, out _).FileMeta;
        var options = new TagJsonOptions { Format = QueryFlags.Format(context, TagJsonFormat.Full), FileMeta = true };
        await JsonAnswers.WriteAsync(context, writer => TagJson.Write(meta, writer, options));
    }

    private static async Task SendFileAsync(HttpContext context, DicomArchive archive)
    {
        var (_, file) = await ResourceRoutes.FindInstanceAsync(context, archive);
        context.Response.Headers.ContentDisposition = $"filename=\"{file.FileId:D}.dcm\"";
        await FileAnswers.WriteAsync(context, await archive.OpenFileAsync(file, context.RequestAborted), file.Length, "application/dicom");
    }

    private static async Task ListFramesAsync(HttpContext context, DicomArchive archive)
    {
        var (instance, file) = await ResourceRoutes.FindInstanceAsync(context, archive);
        var count = 0L;
        if (file.PixelDataOffset is not null)
            count = instance.AllAttributes().TryGetInteger(Tags.NumberOfFrames, out var frames) && frames is > 0 and <= int.MaxValue ? frames : 1;
        await JsonAnswers.WriteArrayAsync(
            context,
            Enumerable.Range(0, (int)count).ToAsyncEnumerable(),
            static (writer, index) =>
            {
                writer.WriteNumberValue(index);
                return default;
            });
    }
}
