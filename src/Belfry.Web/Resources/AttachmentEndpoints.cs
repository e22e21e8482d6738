using System.Globalization;
using System.Security.Cryptography;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes of attachments: the DICOM file of each instance.</summary>
public static class AttachmentEndpoints
{
    private static readonly string[] _operations = ["compressed-data", "compressed-md5", "compressed-size", "data", "info", "is-compressed", "md5", "size"];

    /// <summary>Adds <c>attachments</c> below the resources of each level.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="archive">Has the files.</param>
    public static void MapAttachments(this IEndpointRouteBuilder routes, DicomArchive archive)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        foreach (var level in LevelNames.All)
        {
            var path = $"/{LevelNames.FolderOf(level)}/{{id}}/attachments";
            routes.MapMethods(path, ResourceRoutes.Reading, context => ListAsync(context, archive, level));
            routes.MapMethods($"{path}/{{name}}", ResourceRoutes.Reading, context => ShowAsync(context, archive, level));
            routes.MapMethods($"{path}/{{name}}/{{operation}}", ResourceRoutes.Reading, context => DoAsync(context, archive, level));
        }
    }

    private static async Task ListAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        await JsonAnswers.WriteTextsAsync(context, resource.File is null ? [] : ["dicom"]);
    }

    private static async Task ShowAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        await FindAsync(context, archive, level);
        await JsonAnswers.WriteTextsAsync(context, _operations);
    }

    private static async Task DoAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var file = await FindAsync(context, archive, level);
        switch ((string?)context.Request.RouteValues["operation"])
        {
            case "data":
                NameDownload(context, file);
                await FileAnswers.WriteAsync(context, await archive.OpenFileAsync(file, context.RequestAborted), file.Length, "application/dicom");
                break;
            case "compressed-data":
                NameDownload(context, file);
                await FileAnswers.WriteAsync(
                    context, await archive.OpenStoredAsync(file, context.RequestAborted), file.StoredLength, "application/octet-stream");
                break;
            case "info":
                var (md5, storedMd5) = (await HashAsync(context, archive, file), await HashStoredAsync(context, archive, file));
                await JsonAnswers.WriteAsync(context, writer => AttachmentJson.WriteInfo(writer, file, md5, storedMd5));
                break;
            case "size":
                await JsonAnswers.WriteTextAsync(context, AttachmentJson.Size(file.Length));
                break;
            case "compressed-size":
                await JsonAnswers.WriteTextAsync(context, AttachmentJson.Size(file.StoredLength));
                break;
            case "is-compressed":
                await JsonAnswers.WriteTextAsync(context, file.IsCompressed ? "1" : "0");
                break;
            case "md5":
                await JsonAnswers.WriteTextAsync(context, await HashAsync(context, archive, file));
                break;
            case "compressed-md5":
                await JsonAnswers.WriteTextAsync(context, await HashStoredAsync(context, archive, file));
                break;
            default:
                throw new RestException(RestError.UnknownResource);
        }
    }

    private static async Task<string> HashAsync(HttpContext context, DicomArchive archive, StoredFile file) =>
        await HashAsync(context, await archive.OpenFileAsync(file, context.RequestAborted));

    private static async Task<string> HashStoredAsync(HttpContext context, DicomArchive archive, StoredFile file) =>
        await HashAsync(context, await archive.OpenStoredAsync(file, context.RequestAborted));

    private static async Task<string> HashAsync(HttpContext context, Stream stream)
    {
        await using (stream)
        {
#pragma warning disable CA5351 // What clients know, not a protection.
            return Convert.ToHexStringLower(await MD5.HashDataAsync(stream, context.RequestAborted));
#pragma warning restore CA5351
        }
    }

    // The name may hold only what no header takes for anything else.
    private static void NameDownload(HttpContext context, StoredFile file)
    {
        var name = context.Request.Query["filename"].ToString();
        if (name.Length == 0)
            name = $"{file.FileId:D}.dcm";
        else if (name.AsSpan().ContainsAnyExceptInRange(' ', '~') || name.AsSpan().ContainsAny('"', '\\', '/'))
            throw new RestException(RestError.BadRequest, "\"filename\" has signs that no name of a file has.");
        context.Response.Headers.ContentDisposition = $"filename=\"{name}\"";
    }

    private static async ValueTask<StoredFile> FindAsync(HttpContext context, DicomArchive archive, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var name = (string?)context.Request.RouteValues["name"];
        var isDicom = name == "dicom" || name == AttachmentJson.DicomType.ToString(CultureInfo.InvariantCulture);
        return isDicom && resource.File is { } file ? file : throw new RestException(RestError.UnknownResource);
    }
}
