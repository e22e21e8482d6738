using Belfry.Archive;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The route that writes an instance into a file of the server's machine.</summary>
public static class ExportToFile
{
    /// <summary>Adds <c>POST /instances/{id}/export</c>.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="archive">Has the instances.</param>
    /// <param name="isAllowed">False refuses it (<c>RestApiWriteToFileSystemEnabled</c>).</param>
    public static void MapExportToFile(this IEndpointRouteBuilder routes, DicomArchive archive, bool isAllowed)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        routes.MapMethods("/instances/{id}/export", [HttpMethods.Post], async context =>
        {
            if (!isAllowed)
                throw new RestException(RestError.Forbidden, "\"RestApiWriteToFileSystemEnabled\" is false.");
            var (_, file) = await ResourceRoutes.FindInstanceAsync(context, archive);
            var path = (await RequestBodies.ReadTextAsync(context)).Trim();
            if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
                throw new RestException(RestError.OutOfRange, "The body is no whole path of a file.");
            await WriteAsync(archive, file, path, context.RequestAborted);
            await JsonAnswers.WriteEmptyAsync(context);
        });
    }

    private static async Task WriteAsync(DicomArchive archive, StoredFile file, string path, CancellationToken cancellation)
    {
        await using var source = await archive.OpenFileAsync(file, cancellation);
        try
        {
            // What is there already is not written over.
            await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await source.CopyToAsync(target, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RestException(RestError.OutOfRange, "The file cannot be written: " + fault.Message, fault);
        }
    }
}
