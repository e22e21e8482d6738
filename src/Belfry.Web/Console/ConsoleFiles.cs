using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Belfry.Web;

/// <summary>The files of the console, which lie in the assembly. Each is read when it is first asked for.</summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "console/";

    // Scripts, styles and requests of this server alone; nothing inline, no frames, no forms that leave the page.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Assembly _assembly = typeof(ConsoleFiles).Assembly;

    private readonly ConcurrentDictionary<string, ConsoleFile?> _files = new(StringComparer.Ordinal);

    /// <summary>Answers with a file.</summary>
    /// <exception cref="RestException">There is none of that name.</exception>
    public async Task WriteAsync(HttpContext context, string name)
    {
        var file = _files.GetOrAdd(name, Read) ?? throw new RestException(RestError.UnknownResource);
        var headers = context.Response.Headers;
        headers.ETag = file.EntityTag;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";

        // Kept, but asked for each time: a new version is there at the next visit.
        headers.CacheControl = "no-cache";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == file.EntityTag || tag == EntityTagHeaderValue.Any))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Bytes.Length;
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    private static ConsoleFile? Read(string name)
    {
        using var stream = _assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null)
            return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new ConsoleFile(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"", TypeOf(name));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };

    private sealed record ConsoleFile(byte[] Bytes, string EntityTag, string ContentType);
}
