using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Belfry.Web;

/// <summary>A body of any length in a file that is deleted when nobody needs it any more.</summary>
internal sealed class TemporaryUpload : IAsyncDisposable
{
    private TemporaryUpload(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Takes the body of a request.</summary>
    /// <exception cref="RestException">It is empty.</exception>
    public static async Task<TemporaryUpload> ReceiveAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var upload = new TemporaryUpload(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"belfry-{Guid.CreateVersion7():N}.upload"));
        try
        {
            await using var file = new FileStream(upload.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
            return file.Length > 0 ? upload : throw new RestException(RestError.BadFormat, "The body is empty.");
        }
        catch
        {
            await upload.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes the file.</summary>
    public ValueTask DisposeAsync()
    {
        File.Delete(Path);
        return ValueTask.CompletedTask;
    }
}
