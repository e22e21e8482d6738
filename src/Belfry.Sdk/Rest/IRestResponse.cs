namespace Belfry.Sdk;

/// <summary>The answer to a request of HTTP. To be used until its handler is done; from one thread at a time.</summary>
public interface IRestResponse
{
    /// <summary>The status; 200 at first.</summary>
    int Status { get; set; }

    /// <summary>True when status and headers are on their way: they cannot be changed any more.</summary>
    bool HasStarted { get; }

    /// <summary>Adds a header. One that is there already is sent once more only if it is <c>Set-Cookie</c>; any other is replaced.</summary>
    /// <exception cref="ArgumentException">The name is no token (RFC 9110 §5.1), or the value holds a control character: nothing can begin another header.</exception>
    /// <exception cref="InvalidOperationException">The answer has started.</exception>
    void SetHeader(string name, string value);

    /// <summary>Sends a piece of the body; the first starts the answer. It waits while the client takes nothing.</summary>
    /// <exception cref="OperationCanceledException">The client has gone, or it was cancelled.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default);
}
