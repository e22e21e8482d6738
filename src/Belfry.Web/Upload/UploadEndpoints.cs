using System.IO.Compression;
using System.IO.Pipelines;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Belfry.Web;

/// <summary>The route that takes instances: one DICOM file, a ZIP of them, or a form with files.</summary>
public static class UploadEndpoints
{
    /// <summary>Adds <c>POST /instances</c>. Files go to the storage area while they come.</summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="archive">Takes the instances.</param>
    /// <param name="limits">How long they may be.</param>
    public static void MapUpload(this IEndpointRouteBuilder routes, DicomArchive archive, UploadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        var intake = new InstanceIntake(archive, limits);
        var forms = new FormUpload(intake);
        routes.MapMethods("/instances", [HttpMethods.Post], context => TakeAsync(context, intake, forms))
            .Answers(static writer => new UploadedInstance("Success", default, default, default, default).Write(writer));
    }

    private static async Task TakeAsync(HttpContext context, InstanceIntake intake, FormUpload forms)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = intake.Limits.Body;
        try
        {
            if (BoundaryOf(context.Request.ContentType) is { } boundary)
                await forms.TakeAsync(context, boundary, OriginOf(context));
            else
                await TakeBodyAsync(context, intake);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException and not (BadHttpRequestException or ConnectionResetException))
        {
            throw new RestException(RestError.BadFormat, "The body is damaged or cut: " + fault.Message, fault);
        }
    }

    private static async Task TakeBodyAsync(HttpContext context, InstanceIntake intake)
    {
        await using var body = Decode(context.Request, intake.Limits.Entry);
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        try
        {
            if (!await ZipUpload.IsZipAsync(reader, context.RequestAborted))
            {
                var one = await intake.TakeAsync(reader, OriginOf(context), context.RequestAborted);
                await JsonAnswers.WriteAsync(context, writer => one.Write(writer));
                return;
            }

            await FormUpload.WriteAsync(context, await ZipUpload.TakeAsync(reader, intake, OriginOf(context), context.RequestAborted));
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static Stream Decode(HttpRequest request, long? limit) => request.Headers.ContentEncoding.ToString().Trim() switch
    {
        "" => request.Body,
        "gzip" => new BoundedStream(new GZipStream(request.Body, CompressionMode.Decompress), limit),
        _ => throw new RestException(RestError.BadRequest, "The content encoding is none of gzip."),
    };

    private static string? BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return null;
        return HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 70 } boundary
            ? boundary.ToString()
            : throw new RestException(RestError.BadRequest, "The form has no boundary, or one of more than 70 characters (RFC 2046 §5.1.1).");
    }

    private static InstanceOrigin OriginOf(HttpContext context) => new()
    {
        Kind = InProcessCall.Of(context) is null ? InstanceOriginKind.RestApi : InstanceOriginKind.Plugins,
        RemoteAddress = context.Connection.RemoteIpAddress,
        User = context.User.Identity?.Name,
    };
}
