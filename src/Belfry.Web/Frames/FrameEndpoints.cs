using System.Globalization;
using System.IO.Compression;
using Belfry.Archive;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes of single frames: their bytes in any transfer syntax, and images of those that no codec is needed for.</summary>
public static class FrameEndpoints
{
    private static readonly (string Name, FrameRendering Rendering)[] _images =
    [
        ("image-int16", FrameRendering.Int16), ("image-uint16", FrameRendering.UInt16), ("image-uint8", FrameRendering.UInt8), ("preview", FrameRendering.Preview),
    ];

    private static readonly string[] _operations = [.. _images.Select(static image => image.Name), "raw", "raw.gz"];

    /// <summary>Adds <c>/instances/{id}/frames/{n}</c> and what is below it, and images of the first frame below <c>/instances/{id}</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the instances.</param>
    public static void MapFrames(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        const string Path = "/instances/{id}/frames/{index}";
        routes.MapMethods(Path, ResourceRoutes.Reading, async context =>
        {
            await FindAsync(context, archive);
            await JsonAnswers.WriteTextsAsync(context, _operations);
        });
        routes.MapMethods(Path + "/raw", ResourceRoutes.Reading, context => SendAsync(context, archive, isZipped: false));
        routes.MapMethods(Path + "/raw.gz", ResourceRoutes.Reading, context => SendAsync(context, archive, isZipped: true));
        foreach (var (name, rendering) in _images)
        {
            routes.MapMethods($"{Path}/{name}", ResourceRoutes.Reading, context => RenderAsync(context, archive, rendering));
            routes.MapMethods($"/instances/{{id}}/{name}", ResourceRoutes.Reading, context => RenderAsync(context, archive, rendering));
        }
    }

    private static async Task SendAsync(HttpContext context, DicomArchive archive, bool isZipped)
    {
        var bytes = (await FindAsync(context, archive)).Read();
        if (isZipped)
        {
            using var zipped = new MemoryStream();
            using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(bytes);
            bytes = zipped.ToArray();
        }

        await FileAnswers.WriteAsync(context, new MemoryStream(bytes, writable: false), bytes.Length, isZipped ? "application/gzip" : "application/octet-stream");
    }

    private static async Task RenderAsync(HttpContext context, DicomArchive archive, FrameRendering rendering)
    {
        var frame = await FindAsync(context, archive);
        if (frame.IsEncapsulated)
            throw new RestException(RestError.NotImplemented, "The frame is compressed, and the server has no codec for it.");
        var image = FrameImage.Of(frame.DataSet);
        var bytes = frame.Read();
        if (bytes.Length < image.Length)
            throw new RestException(RestError.BadFormat, "The pixel data are shorter than the image.");
        var png = image.ToPng(bytes, frame.IsLittleEndian, rendering);
        await FileAnswers.WriteAsync(context, new MemoryStream(png, writable: false), png.Length, "image/png");
    }

    private static async Task<PixelFrame> FindAsync(HttpContext context, DicomArchive archive)
    {
        var (_, file) = await ResourceRoutes.FindInstanceAsync(context, archive);
        var index = 0;
        if (context.Request.RouteValues["index"] is string text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index))
            throw new RestException(RestError.BadType, "The frame is no number.");
        return PixelFrame.Find((await archive.ReadFileAsync(file, context.RequestAborted)).DataSet, index);
    }
}
