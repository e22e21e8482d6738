using System.Buffers;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Rest;

/// <summary>
/// The callbacks of a chunked registration (1012): GET and DELETE as without lock; the body of POST and PUT goes to a reader of the plugin while it
/// comes, so that it is never whole in memory here.
/// </summary>
internal sealed class ChunkedRestCallback(NativePlugin plugin, OrthancChunkedRestCallback functions) : ICallbackOwner
{
    private const int ChunkSize = 64 * 1024;

    /// <inheritdoc/>
    public string OwnerName => plugin.Name;

    /// <summary>The verbs that there are functions for.</summary>
    public RestVerb Verbs { get; } =
        (functions.GetHandler != 0 ? RestVerb.Get : 0) | (functions.PostHandler != 0 ? RestVerb.Post : 0)
        | (functions.DeleteHandler != 0 ? RestVerb.Delete : 0) | (functions.PutHandler != 0 ? RestVerb.Put : 0);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(RestRequest request, IRestResponse response, CancellationToken cancellation) => request.Verb switch
    {
        RestVerb.Get => new NativeRestCallback(plugin, functions.GetHandler, isLocked: false).HandleAsync(request, response, cancellation),
        RestVerb.Delete => new NativeRestCallback(plugin, functions.DeleteHandler, isLocked: false).HandleAsync(request, response, cancellation),
        RestVerb.Post => ReadAsync(functions.PostHandler, request, response, cancellation),
        _ => ReadAsync(functions.PutHandler, request, response, cancellation),
    };

    private Task ReadAsync(nint factory, RestRequest request, IRestResponse response, CancellationToken cancellation) =>
        NativeRestCallback.AnswerAsync(plugin, response, isLocked: false, output => Run(factory, request, output, cancellation), cancellation);

    // One thread from the making of the reader to its end, as plugins expect it.
    private unsafe int Run(nint factory, RestRequest request, nint output, CancellationToken cancellation)
    {
        var guard = plugin.Host.Guard;
        nint reader = 0;
        using (var native = new NativeHttpRequest(request, null, 0))
        {
            var value = native.Value;
            var code = guard.CallForCode(factory, (nint)(&reader), (nint)native.Uri, (nint)(&value));
            if (code != 0)
                return code;
        }

        if (reader == 0)
            return (int)OrthancErrorCode.Plugin;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (Read(request.Body, buffer, cancellation) is > 0 and var length)
            {
                fixed (byte* bytes = buffer)
                {
                    var code = guard.CallForCode(functions.AddChunk, reader, (nint)bytes, length);
                    if (code != 0)
                        return code;
                }
            }

            return guard.CallForCode(functions.Execute, reader, output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (functions.Finalize != 0)
                guard.Call(functions.Finalize, reader);
        }
    }

    private static int Read(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return Lanes.LaneWait.For(body.ReadAsync(buffer, cancellation));
        }
        catch (OperationCanceledException)
        {
            throw new ServiceException(OrthancErrorCode.NetworkProtocol, "The client has gone.");
        }
    }
}
