using System.Globalization;
using System.Security.Cryptography;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes of attachments: the DICOM file of each instance, and what REST put beside resources.</summary>
public static class AttachmentEndpoints
{
    private static readonly string[] _operations =
    [
        "compress", "compressed-data", "compressed-md5", "compressed-size", "data", "info", "is-compressed", "md5", "size", "uncompress", "uuid", "verify-md5",
    ];

    /// <summary>Adds <c>attachments</c> below the resources of each level.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="archive">Has the files.</param>
    /// <param name="names">Names what REST puts there.</param>
    public static void MapAttachments(this IEndpointRouteBuilder routes, DicomArchive archive, UserNames names)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        var users = new UserAttachments(archive, names);
        foreach (var level in LevelNames.All)
        {
            var path = $"/{LevelNames.FolderOf(level)}/{{id}}/attachments";
            routes.MapMethods(path, ResourceRoutes.Reading, context => ListAsync(context, archive, names, level));
            routes.MapMethods($"{path}/{{name}}", ResourceRoutes.Reading, context => ShowAsync(context, archive, users, level));
            routes.MapMethods($"{path}/{{name}}", [HttpMethods.Put], context => ChangeAsync(context, archive, users, level, isRemoval: false));
            routes.MapMethods($"{path}/{{name}}", [HttpMethods.Delete], context => ChangeAsync(context, archive, users, level, isRemoval: true));
            routes.MapMethods($"{path}/{{name}}/{{operation}}", ResourceRoutes.Reading, context => DoAsync(context, archive, users, level));
            foreach (var operation in (string[])["compress", "uncompress", "verify-md5"])
                routes.MapMethods($"{path}/{{name}}/{operation}", [HttpMethods.Post], context => WorkAsync(context, archive, users, level, operation));
        }
    }

    private static async Task ChangeAsync(HttpContext context, DicomArchive archive, UserAttachments users, QueryRetrieveLevel level, bool isRemoval) =>
        await users.ChangeAsync(context, await ResourceRoutes.FindAsync(context, archive, level), ModalityBody.NameOf(context), isRemoval);

    private static async Task WorkAsync(HttpContext context, DicomArchive archive, UserAttachments users, QueryRetrieveLevel level, string operation)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        if (await users.FindAsync(resource, ModalityBody.NameOf(context), context.RequestAborted) is var (number, attachment))
        {
            await users.WorkAsync(context, resource, number, attachment, operation);
            return;
        }

        var file = FileOf(context, resource, users.Names);
        if (operation == "verify-md5")
        {
            if (!await archive.VerifyAsync(file, context.RequestAborted))
                throw new RestException(RestError.Internal, "The file is damaged.");
        }
        else if ((operation == "compress") != file.IsCompressed)
        {
            await archive.RecompressAsync(file, operation == "compress");
        }

        await JsonAnswers.WriteEmptyAsync(context);
    }

    private static async Task ListAsync(HttpContext context, DicomArchive archive, UserNames names, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var extras = await archive.Extras.ReadAsync(level, resource.Id, context.RequestAborted);
        var numbers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (resource.File is not null)
            numbers["dicom"] = AttachmentJson.DicomType;
        foreach (var number in extras.Attachments.Keys)
            numbers[names.NameOfAttachment(number)] = number;
        if (!QueryFlags.IsOn(context, "full"))
        {
            await JsonAnswers.WriteTextsAsync(context, numbers.Keys);
            return;
        }

        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, number) in numbers)
                writer.WriteNumber(name, number);
            writer.WriteEndObject();
        });
    }

    private static async Task ShowAsync(HttpContext context, DicomArchive archive, UserAttachments users, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        if (await users.FindAsync(resource, ModalityBody.NameOf(context), context.RequestAborted) is var (_, attachment))
        {
            if (Revisions.IsKnown(context, UserAttachments.TagOf(attachment)))
                return;
        }
        else if (Revisions.IsKnown(context, TagOf(FileOf(context, resource, users.Names))))
        {
            return;
        }

        await JsonAnswers.WriteTextsAsync(context, _operations);
    }

    private static async Task DoAsync(HttpContext context, DicomArchive archive, UserAttachments users, QueryRetrieveLevel level)
    {
        var resource = await ResourceRoutes.FindAsync(context, archive, level);
        var operation = (string?)context.Request.RouteValues["operation"] ?? "";
        if (await users.FindAsync(resource, ModalityBody.NameOf(context), context.RequestAborted) is var (number, attachment))
        {
            await users.ShowAsync(context, number, attachment, operation);
            return;
        }

        var file = FileOf(context, resource, users.Names);
        if (Revisions.IsKnown(context, TagOf(file)))
            return;
        switch (operation)
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
            case "uuid":
                await JsonAnswers.WriteTextAsync(context, file.FileId.ToString("D"));
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

    // A file is never changed: another one has another number. Its MD5 would have to be read.
    private static string TagOf(StoredFile file) => $"\"0-{file.FileId:N}\"";

    private static StoredFile FileOf(HttpContext context, ArchivedResource resource, UserNames names)
    {
        var name = ModalityBody.NameOf(context);
        var isDicom = name == "dicom" || name == AttachmentJson.DicomType.ToString(CultureInfo.InvariantCulture);
        if (isDicom && resource.File is { } file)
            return file;
        var isName = isDicom || names.AttachmentOf(name) is not null || int.TryParse(name, CultureInfo.InvariantCulture, out _);
        throw new RestException(isName ? RestError.UnknownResource : RestError.NoSuchItem);
    }
}
