using System.Text.Json;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Rest;

/// <summary>Services 3001 to 3004, 3010 to 3013, 3015 and 3016: the server's REST interface, called by plugins.</summary>
internal static unsafe class RestApiServices
{
    /// <summary>3001 and 3010.</summary>
    public static OrthancErrorCode Get(PluginHost host, OrthancRestApiGet* parameters, bool afterPlugins) =>
        Answer(parameters->Target, Call(host, RestVerb.Get, parameters->Uri, [], default, afterPlugins));

    /// <summary>3002, 3004, 3011 and 3013.</summary>
    public static OrthancErrorCode Send(PluginHost host, RestVerb verb, OrthancRestApiPostPut* parameters, bool afterPlugins) => Answer(
        parameters->Target, Call(host, verb, parameters->Uri, [], LentMemory.Of(parameters->Body, parameters->BodySize), afterPlugins));

    /// <summary>3003 and 3012.</summary>
    public static OrthancErrorCode Delete(PluginHost host, byte* uri, bool afterPlugins) =>
        HttpErrors.CodeOf(Call(host, RestVerb.Delete, uri, [], default, afterPlugins).Status);

    /// <summary>3015: the same as 3001, with headers.</summary>
    public static OrthancErrorCode GetWithHeaders(PluginHost host, OrthancRestApiGet2* parameters)
    {
        var headers = NativeTexts.Read(parameters->HeadersKeys, parameters->HeadersValues, parameters->HeadersCount);
        return Answer(parameters->Target, Call(host, RestVerb.Get, parameters->Uri, headers, default, parameters->AfterPlugins != 0));
    }

    /// <summary>3016: any call, with all of its answer. An error of HTTP is an answer here.</summary>
    public static OrthancErrorCode CallAny(PluginHost host, OrthancCallRestApi* parameters)
    {
        if (parameters->HttpStatus == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var headers = NativeTexts.Read(parameters->HeadersKeys, parameters->HeadersValues, parameters->HeadersCount);
        var answer = Call(
            host, NativeHttpRequest.VerbOf(parameters->Method), parameters->Uri, headers,
            LentMemory.Of(parameters->Body, parameters->BodySize), parameters->AfterPlugins != 0);
        *parameters->HttpStatus = (ushort)answer.Status;
        if (parameters->AnswerBody != null)
            HostMemory.Fill(parameters->AnswerBody, answer.Body.Span);
        if (parameters->AnswerHeaders != null)
            HostMemory.Fill(parameters->AnswerHeaders, HeadersJson(answer.Headers));
        return OrthancErrorCode.Success;
    }

    /// <summary>Headers as plugins get them: an object of JSON, names in lower case; of several of one name, all with commas between (RFC 9110 §5.3).</summary>
    public static byte[] HeadersJson(IEnumerable<KeyValuePair<string, string>> headers)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var group in headers.GroupBy(static header => header.Key.ToLowerInvariant(), static header => header.Value))
                writer.WriteString(group.Key, string.Join(", ", group));
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <summary>Makes a call and waits for its answer, on the plugin's thread.</summary>
    public static RestAnswer Call(
        PluginHost host, RestVerb verb, byte* uri, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, bool afterPlugins)
    {
        var path = HostMemory.Required(uri);
        if (!path.StartsWith('/'))
            throw new ServiceException(OrthancErrorCode.UriSyntax, "A path begins with a slash.");
        return LaneWait.For(host.Rest.CallAsync(new RestCall(verb, path) { Headers = headers, Body = body, IncludesPlugins = afterPlugins }));
    }

    private static OrthancErrorCode Answer(OrthancMemoryBuffer* target, RestAnswer answer)
    {
        var code = HttpErrors.CodeOf(answer.Status);
        if (code == OrthancErrorCode.Success)
            HostMemory.Fill(target == null ? throw new ServiceException(OrthancErrorCode.NullPointer) : target, answer.Body.Span);
        return code;
    }
}
