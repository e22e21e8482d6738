using System.IO.Pipelines;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Orthanc.Rest;
using Belfry.Sdk;

namespace Belfry.Orthanc.Http;

/// <summary>
/// Service 34: a call whose body and answer are never whole in memory. The plugin's functions are called on its own thread: first for the pieces of
/// the body while they are sent, then with the headers and pieces of the answer.
/// </summary>
internal sealed unsafe class ChunkedHttpService
{
    private const int PieceSize = 64 * 1024;

    private readonly PluginHost _host;
    private readonly OrthancChunkedHttpClient* _parameters;
    private readonly Pipe _answer = new();
    private HttpResponseMessage? _response;
    private readonly TaskCompletionSource _hasHeaders = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChunkedHttpService(PluginHost host, OrthancChunkedHttpClient* parameters)
    {
        _host = host;
        _parameters = parameters;
    }

    /// <summary>Makes the call.</summary>
    public static OrthancErrorCode Call(PluginHost host, OrthancChunkedHttpClient* parameters) =>
        parameters->Pkcs11 != 0 ? OrthancErrorCode.NotImplemented : new ChunkedHttpService(host, parameters).Run();

    private OrthancErrorCode Run()
    {
        var verb = NativeHttpRequest.VerbOf(_parameters->Method);
        var body = verb is RestVerb.Post or RestVerb.Put ? new Pipe() : null;
        var call = new HttpCall(verb, HostMemory.Required(_parameters->Url))
        {
            Headers = NativeTexts.Read(_parameters->HeadersKeys, _parameters->HeadersValues, _parameters->HeadersCount),
            Username = HostMemory.Text(_parameters->Username),
            Password = HostMemory.Text(_parameters->Password),
            Timeout = HttpServices.TimeoutOf(_parameters->Timeout),
            CertificateFile = HttpServices.TextOf(_parameters->CertificateFile),
            CertificateKeyFile = HttpServices.TextOf(_parameters->CertificateKeyFile),
            CertificateKeyPassword = HttpServices.TextOf(_parameters->CertificateKeyPassword),
            Body = body is null ? null : new StreamContent(body.Reader.AsStream()),
        };
        var sending = ChunkedAnswer.ReceiveAsync(_host.Http, call, response => _response = response, _answer.Writer, _hasHeaders);
        try
        {
            if (body is not null)
                Pump(body.Writer, sending);
            return Deliver(sending);
        }
        finally
        {
            // Whoever still sends or receives hears that nobody is there any more.
            _answer.Reader.Complete();
            body?.Writer.Complete(new IOException("The plugin has left."));
        }
    }

    private void Pump(PipeWriter body, Task sending)
    {
        var guard = _host.Guard;
        while (!sending.IsCompleted && (byte)guard.Call(_parameters->RequestIsDone, (nint)_parameters->Request) == 0)
        {
            var data = guard.Call(_parameters->RequestChunkData, (nint)_parameters->Request);
            var size = (uint)guard.Call(_parameters->RequestChunkSize, (nint)_parameters->Request);
            if (LaneWait.For(body.WriteAsync(LentMemory.Of((void*)data, size))).IsCompleted)
                return;
            Check(guard.CallForCode(_parameters->RequestNext, (nint)_parameters->Request));
        }

        body.Complete();
    }

    private OrthancErrorCode Deliver(Task sending)
    {
        _ = LaneWait.For(Task.WhenAny(_hasHeaders.Task, sending));
        if (_response is not { } response)
        {
            LaneWait.For(sending);
            return OrthancErrorCode.NetworkProtocol;
        }

        if (_parameters->HttpStatus != null)
            *_parameters->HttpStatus = (ushort)response.StatusCode;
        var code = HttpServices.CodeOf((int)response.StatusCode);
        if (code != OrthancErrorCode.Success)
            return code;
        using (var texts = new NativeTexts())
        {
            foreach (var (name, value) in PluginHttpClient.HeadersOf(response))
                Check(_host.Guard.CallForCode(_parameters->AnswerAddHeader, (nint)_parameters->Answer, (nint)texts.Text(name.ToLowerInvariant()), (nint)texts.Text(value)));
        }

        var stream = _answer.Reader.AsStream(leaveOpen: true);
        var piece = new byte[PieceSize];
        while (LaneWait.For(stream.ReadAsync(piece)) is > 0 and var length)
        {
            fixed (byte* bytes = piece)
                Check(_host.Guard.CallForCode(_parameters->AnswerAddChunk, (nint)_parameters->Answer, (nint)bytes, length));
        }

        LaneWait.For(sending);
        return OrthancErrorCode.Success;
    }

    private static void Check(int code)
    {
        if (code != 0)
            throw new ServiceException((OrthancErrorCode)code, "The plugin's own function failed.");
    }
}
