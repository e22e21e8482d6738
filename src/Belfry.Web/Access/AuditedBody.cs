using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The body of a request that the audit trail tells of: what was asked, or of which resources something was wanted.</summary>
internal sealed class AuditedBody
{
    // A query has some hundred bytes; a list of some hundred resources fits as well.
    private const int MostBytes = 16 * 1024;

    private readonly Stream _body;

    private AuditedBody(Stream body) => _body = body;

    /// <summary>Has the body of a POST kept while it is read; null for one that is not told: uploads, long ones, and none.</summary>
    public static AuditedBody? Begin(HttpRequest request, bool isTold)
    {
        var isUpload = request.Path == "/instances" || request.Path.StartsWithSegments("/dicom-web");
        if (!isTold || isUpload || !HttpMethods.IsPost(request.Method) || request.ContentLength is not (> 0 and <= MostBytes))
            return null;
        request.EnableBuffering(bufferThreshold: MostBytes);
        return new AuditedBody(request.Body);
    }

    /// <summary>As much as was read of it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync()
    {
        var bytes = new byte[_body.Length];
        _body.Position = 0;
        await _body.ReadExactlyAsync(bytes);
        return bytes;
    }
}
