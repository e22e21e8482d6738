using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Images;
using Belfry.Orthanc.Loading;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Rest;

/// <summary>Services 2000 to 2015: what a REST callback answers.</summary>
internal static unsafe partial class OutputServices
{
    private const string AnyBytes = "application/octet-stream";

    /// <summary>2000: the whole answer.</summary>
    public static OrthancErrorCode AnswerBuffer(PluginHost host, OrthancAnswerBuffer* parameters)
    {
        Of(host, parameters->Output).Answer(
            200, HostMemory.Text(parameters->MimeType) ?? AnyBytes, LentMemory.Of(parameters->Answer, parameters->AnswerSize));
        return OrthancErrorCode.Success;
    }

    /// <summary>2001: an image as PNG.</summary>
    public static OrthancErrorCode AnswerPng(PluginHost host, OrthancCompressAndAnswerPngImage* parameters)
    {
        var image = new PixelBuffer(parameters->Format, parameters->Width, parameters->Height, parameters->Pitch, parameters->Buffer);
        Of(host, parameters->Output).Answer(200, "image/png", PixelPng.Write(image));
        return OrthancErrorCode.Success;
    }

    /// <summary>2011: an image as PNG; other formats need a codec, which is not there yet.</summary>
    public static OrthancErrorCode AnswerImage(PluginHost host, OrthancCompressAndAnswerImage* parameters)
    {
        if (parameters->ImageFormat != OrthancImageFormat.Png)
            return OrthancErrorCode.NotImplemented;
        var image = new PixelBuffer(parameters->PixelFormat, parameters->Width, parameters->Height, parameters->Pitch, parameters->Buffer);
        Of(host, parameters->Output).Answer(200, "image/png", PixelPng.Write(image));
        return OrthancErrorCode.Success;
    }

    /// <summary>2002: the resource has another address for ever.</summary>
    public static OrthancErrorCode Redirect(PluginHost host, OrthancOutputPlusArgument* parameters) =>
        AnswerWith(host, parameters, 301, "Location", HostMemory.Required(parameters->Argument));

    /// <summary>2004: asks for a user and a password in a realm (RFC 7617).</summary>
    public static OrthancErrorCode SendUnauthorized(PluginHost host, OrthancOutputPlusArgument* parameters) => AnswerWith(
        host, parameters, 401, "WWW-Authenticate",
        $"Basic realm=\"{HostMemory.Required(parameters->Argument).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    /// <summary>2005: names the verbs that are allowed.</summary>
    public static OrthancErrorCode SendMethodNotAllowed(PluginHost host, OrthancOutputPlusArgument* parameters) =>
        AnswerWith(host, parameters, 405, "Allow", HostMemory.Required(parameters->Argument));

    /// <summary>2003: a status alone.</summary>
    public static OrthancErrorCode SendStatusCode(PluginHost host, OrthancSendHttpStatusCode* parameters)
    {
        Of(host, parameters->Output).Answer(parameters->Status, null, default);
        return OrthancErrorCode.Success;
    }

    /// <summary>2010: a status and a body.</summary>
    public static OrthancErrorCode SendStatus(PluginHost host, OrthancSendHttpStatus* parameters)
    {
        Of(host, parameters->Output).Answer(parameters->Status, null, LentMemory.Of(parameters->Body, parameters->BodySize));
        return OrthancErrorCode.Success;
    }

    /// <summary>2006: a cookie, as it is.</summary>
    public static OrthancErrorCode SetCookie(PluginHost host, OrthancSetHttpHeader* parameters)
    {
        Of(host, parameters->Output).SetHeader("Set-Cookie", $"{HostMemory.Required(parameters->Key)}={HostMemory.Required(parameters->Value)}");
        return OrthancErrorCode.Success;
    }

    /// <summary>2007.</summary>
    public static OrthancErrorCode SetHeader(PluginHost host, OrthancSetHttpHeader* parameters)
    {
        Of(host, parameters->Output).SetHeader(HostMemory.Required(parameters->Key), HostMemory.Required(parameters->Value));
        return OrthancErrorCode.Success;
    }

    /// <summary>2008.</summary>
    public static OrthancErrorCode StartMultipart(PluginHost host, OrthancStartMultipartAnswer* parameters)
    {
        Of(host, parameters->Output).StartMultipart(HostMemory.Required(parameters->SubType), HostMemory.Required(parameters->ContentType));
        return OrthancErrorCode.Success;
    }

    /// <summary>2009: a part without headers of its own.</summary>
    public static OrthancErrorCode SendPart(PluginHost host, OrthancAnswerBuffer* parameters)
    {
        Of(host, parameters->Output).SendPart(LentMemory.Of(parameters->Answer, parameters->AnswerSize), []);
        return OrthancErrorCode.Success;
    }

    /// <summary>2012: a part with headers.</summary>
    public static OrthancErrorCode SendPartWithHeaders(PluginHost host, OrthancSendMultipartItem2* parameters)
    {
        var headers = NativeTexts.Read(parameters->HeadersKeys, parameters->HeadersValues, parameters->HeadersCount);
        Of(host, parameters->Output).SendPart(LentMemory.Of(parameters->Answer, parameters->AnswerSize), headers);
        return OrthancErrorCode.Success;
    }

    /// <summary>2013: more about the error that follows, for the client and, when asked for, the log.</summary>
    public static OrthancErrorCode SetErrorDetails(NativePlugin plugin, OrthancSetHttpErrorDetails* parameters)
    {
        var details = HostMemory.Required(parameters->Details);
        Of(plugin.Host, parameters->Output).ErrorDetails = details;
        if (parameters->Log != 0)
            LogDetails(plugin.Logger, plugin.Name, details);
        return OrthancErrorCode.Success;
    }

    /// <summary>2014.</summary>
    public static OrthancErrorCode StartStream(PluginHost host, OrthancStartStreamAnswer* parameters)
    {
        Of(host, parameters->Output).StartStream(HostMemory.Text(parameters->ContentType) ?? AnyBytes);
        return OrthancErrorCode.Success;
    }

    /// <summary>2015.</summary>
    public static OrthancErrorCode SendChunk(PluginHost host, OrthancAnswerBuffer* parameters)
    {
        Of(host, parameters->Output).SendChunk(LentMemory.Of(parameters->Answer, parameters->AnswerSize));
        return OrthancErrorCode.Success;
    }

    private static RestOutput Of(PluginHost host, nint output) => host.Handles.Get<RestOutput>(output);

    private static OrthancErrorCode AnswerWith(PluginHost host, OrthancOutputPlusArgument* parameters, int status, string header, string value)
    {
        var output = Of(host, parameters->Output);
        output.SetHeader(header, value);
        output.Answer(status, null, default);
        return OrthancErrorCode.Success;
    }

    [LoggerMessage(5050, LogLevel.Warning, "A REST callback of {Plugin} fails: {Details}")]
    private static partial void LogDetails(ILogger logger, string plugin, string details);
}
