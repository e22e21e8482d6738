using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Belfry.Web;

/// <summary>Turns every exception of a request into an answer: the one place where that is decided.</summary>
public static partial class RestErrors
{
    /// <summary>Adds it in front of what is added after it.</summary>
    /// <param name="application">Where to add it.</param>
    /// <param name="isDescribed">False answers with the status alone (<c>HttpDescribeErrors</c>).</param>
    /// <param name="logger">Is told of faults of this server.</param>
    public static IApplicationBuilder UseRestErrors(this IApplicationBuilder application, bool isDescribed, ILogger logger) =>
        application.Use((context, next) => RunAsync(context, next, isDescribed, logger));

    /// <summary>The same around a road that is called from within the server.</summary>
    internal static RequestDelegate Around(RequestDelegate road, bool isDescribed, ILogger logger) => context => RunAsync(context, road, isDescribed, logger);

    private static async Task RunAsync(HttpContext context, RequestDelegate next, bool isDescribed, ILogger logger)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
        }
        catch (Exception fault) when (fault is ConnectionResetException || (fault is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // Nobody is there to be answered.
            context.Abort();
        }
        catch (Exception fault)
        {
            var error = Classify(fault);
            if (error.Error == RestError.Internal || error.Error == RestError.MissingFile || error.Error == RestError.Unreadable)
                LogFault(logger, context.Request.Method, fault);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await AnswerAsync(context, error, isDescribed);
        }
    }

    /// <summary>What is answered for an exception.</summary>
    internal static RestException Classify(Exception fault) => fault switch
    {
        RestException known => known,
        RestFailureException plugin => new RestException(new RestError(plugin.Code, plugin.Status, plugin.Meaning), plugin.Details, plugin),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new RestException(RestError.TooLarge),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new RestException(RestError.TooSlow),
        BadHttpRequestException bad => new RestException(RestError.BadRequest, bad.Message, bad),

        // What Kestrel throws for a length of a chunk that no number of it holds.
        IOException { InnerException: OverflowException } bad => new RestException(RestError.BadRequest, bad.Message, bad),
        JsonException bad => new RestException(RestError.BadFormat, "The body is no JSON: " + bad.Message, bad),
        DicomFormatException bad => new RestException(RestError.BadFormat, bad.Message, bad),
        OperationCanceledException late => new RestException(RestError.Network, "The time for this request is over.", late),
        ModalityException remote => OfModality(remote),

        // Too much was asked for by these keys; a full disk blames no attribute.
        DimseStatusException { Status.Code: 0xA700, OffendingElements.Count: > 0 } costly => new RestException(RestError.BadRequest, costly.Message, costly),
        DimseStatusException { Status.Code: 0xA700 } full => new RestException(RestError.StorageFull, full.Message, full),
        DimseStatusException refused => new RestException(RestError.BadFormat, refused.Message, refused),
        FileNotFoundException or DirectoryNotFoundException => new RestException(RestError.MissingFile, null, fault),
        IOException when DiskFaults.IsFull(fault) => new RestException(RestError.StorageFull, "The disk is full", fault),
        IOException or InvalidDataException => new RestException(RestError.Unreadable, null, fault),
        _ => new RestException(RestError.Internal, null, fault),
    };

    private static RestException OfModality(ModalityException fault)
    {
        var error = fault.Fault switch
        {
            ModalityFault.Unknown => RestError.NoSuchItem,
            ModalityFault.NotSupported => RestError.NotSupported,
            ModalityFault.Failed => RestError.RemoteFailure,
            _ => RestError.Network,
        };
        return new RestException(error, fault.Status is { } status ? $"{fault.Comment} - 0x{status.Code:x4}" : fault.Message, fault);
    }

    private static async Task AnswerAsync(HttpContext context, RestException fault, bool isDescribed)
    {
        var error = fault.Error;
        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.StatusCode = error.HttpStatus;
        if (!isDescribed)
            return;
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            if (fault.Details is not null)
                writer.WriteString("Details", fault.Details);
            writer.WriteString("HttpError", ReasonPhrases.GetReasonPhrase(error.HttpStatus));
            writer.WriteNumber("HttpStatus", error.HttpStatus);
            writer.WriteString("Message", error.Text);
            writer.WriteString("Method", context.Request.Method);
            writer.WriteString("OrthancError", error.Name);
            writer.WriteNumber("OrthancStatus", error.Code);
            writer.WriteString("Uri", context.Request.Path);
            writer.WriteEndObject();
        });
    }

    [LoggerMessage(6000, LogLevel.Error, "A {Method} request failed")]
    private static partial void LogFault(ILogger logger, string method, Exception fault);
}
