using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Answers with the bytes of a file, or with the range of them that is asked for (RFC 9110 §14).</summary>
internal static class FileAnswers
{
    /// <summary>Sends a stream while it is read, and disposes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">Where the bytes come from; ranges are for those that can seek.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="contentType">What they are.</param>
    public static async Task WriteAsync(HttpContext context, Stream stream, long length, string contentType)
    {
        if (stream.CanSeek)
        {
            await TypedResults.Stream(stream, contentType, enableRangeProcessing: true).ExecuteAsync(context);
            return;
        }

        await using (stream)
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = length;
            if (!HttpMethods.IsHead(context.Request.Method))
                await stream.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
