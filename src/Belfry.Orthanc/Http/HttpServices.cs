using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Orthanc.Rest;
using Belfry.Sdk;

namespace Belfry.Orthanc.Http;

/// <summary>Services 18, 27 and 8006: calls to other servers, whole in memory.</summary>
internal static unsafe class HttpServices
{
    /// <summary>18: any answer but a good one is an error.</summary>
    public static OrthancErrorCode Call(PluginHost host, OrthancCallHttpClient* parameters)
    {
        var verb = NativeHttpRequest.VerbOf(parameters->Method);
        var answer = Send(host, new HttpCall(verb, HostMemory.Required(parameters->Url))
        {
            Username = HostMemory.Text(parameters->Username),
            Password = HostMemory.Text(parameters->Password),
            Body = BodyOf(verb, parameters->Body, parameters->BodySize),
        });
        var code = CodeOf(answer.Status);
        if (code == OrthancErrorCode.Success && parameters->Target != null)
            HostMemory.Fill(parameters->Target, answer.Body.Span);
        return code;
    }

    /// <summary>27: the status is told also of an answer that is an error.</summary>
    public static OrthancErrorCode Call2(PluginHost host, OrthancCallHttpClient2* parameters)
    {
        var verb = NativeHttpRequest.VerbOf(parameters->Method);
        if (parameters->Pkcs11 != 0)
            return OrthancErrorCode.NotImplemented;
        var answer = Send(host, new HttpCall(verb, HostMemory.Required(parameters->Url))
        {
            Headers = NativeTexts.Read(parameters->HeadersKeys, parameters->HeadersValues, parameters->HeadersCount),
            Username = HostMemory.Text(parameters->Username),
            Password = HostMemory.Text(parameters->Password),
            Timeout = TimeoutOf(parameters->Timeout),
            CertificateFile = TextOf(parameters->CertificateFile),
            CertificateKeyFile = TextOf(parameters->CertificateKeyFile),
            CertificateKeyPassword = TextOf(parameters->CertificateKeyPassword),
            Body = BodyOf(verb, parameters->Body, parameters->BodySize),
        });
        return Answer(answer, parameters->HttpStatus, parameters->AnswerBody, parameters->AnswerHeaders);
    }

    /// <summary>8006: a call to a peer, with its user and headers.</summary>
    public static OrthancErrorCode CallPeer(PluginHost host, OrthancCallPeerApi* parameters)
    {
        var peer = host.Handles.Get<PeerList>(parameters->Peers).Get(parameters->PeerIndex);
        var verb = NativeHttpRequest.VerbOf(parameters->Method);
        var additional = NativeTexts.Read(parameters->AdditionalHeadersKeys, parameters->AdditionalHeadersValues, parameters->AdditionalHeadersCount);
        var answer = Send(host, new HttpCall(verb, $"{peer.Url.AbsoluteUri.TrimEnd('/')}/{HostMemory.Required(parameters->Uri).TrimStart('/')}")
        {
            Headers = [.. peer.Headers, .. additional],
            Username = peer.Username,
            Password = peer.Password,
            Timeout = TimeoutOf(parameters->Timeout) ?? peer.Timeout,
            Body = BodyOf(verb, parameters->Body, parameters->BodySize),
        });
        return Answer(answer, parameters->HttpStatus, parameters->AnswerBody, parameters->AnswerHeaders);
    }

    /// <summary>The code for the status of another server.</summary>
    public static OrthancErrorCode CodeOf(int status) => status switch
    {
        >= 200 and <= 299 => OrthancErrorCode.Success,
        400 => OrthancErrorCode.BadRequest,
        401 or 403 => OrthancErrorCode.Unauthorized,
        404 => OrthancErrorCode.UnknownResource,
        _ => OrthancErrorCode.NetworkProtocol,
    };

    /// <summary>A time in seconds; null for 0, which means as configured.</summary>
    public static TimeSpan? TimeoutOf(uint seconds) => seconds == 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, 86_400));

    /// <summary>A text; null also for an empty one.</summary>
    public static string? TextOf(byte* text) => HostMemory.Text(text) is { Length: > 0 } value ? value : null;

    private static ByteArrayContent? BodyOf(RestVerb verb, void* body, uint size) =>
        verb is RestVerb.Post or RestVerb.Put ? new ByteArrayContent(HostMemory.Bytes(body, size).ToArray()) : null;

    private static RestAnswer Send(PluginHost host, HttpCall call) => LaneWait.For(host.Http.AskAsync(call));

    private static OrthancErrorCode Answer(RestAnswer answer, ushort* status, OrthancMemoryBuffer* body, OrthancMemoryBuffer* headers)
    {
        if (status != null)
            *status = (ushort)answer.Status;
        var code = CodeOf(answer.Status);
        if (code != OrthancErrorCode.Success)
            return code;
        if (body != null)
            HostMemory.Fill(body, answer.Body.Span);
        if (headers != null)
            HostMemory.Fill(headers, RestApiServices.HeadersJson(answer.Headers));
        return code;
    }
}
