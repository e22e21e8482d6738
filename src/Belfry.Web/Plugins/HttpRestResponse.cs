using System.Buffers;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>An answer of a plugin as one of HTTP.</summary>
internal sealed class HttpRestResponse(HttpContext context) : IRestResponse
{
    // RFC 9110 §5.6.2.
    private static readonly SearchValues<char> _token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <inheritdoc/>
    public int Status
    {
        get => context.Response.StatusCode;
        set => context.Response.StatusCode = value;
    }

    /// <inheritdoc/>
    public bool HasStarted { get; private set; }

    /// <inheritdoc/>
    public void SetHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.AsSpan().ContainsAnyExcept(_token))
            throw new ArgumentException("The name of a header is no token.", nameof(name));
        if (value.Any(static c => char.IsControl(c) && c != '\t'))
            throw new ArgumentException($"The value of the header {name} holds a control character.", nameof(value));
        if (HasStarted)
            throw new InvalidOperationException("The answer has started.");
        if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            context.Response.Headers.Append(name, Encode(value));
        else
            context.Response.Headers[name] = Encode(value);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        HasStarted = true;
        if (cancellation.CanBeCanceled)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, context.RequestAborted);
            await WriteAndFlushAsync(bytes, either.Token);
            return;
        }

        await WriteAndFlushAsync(bytes, context.RequestAborted);
    }

    private async ValueTask WriteAndFlushAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        // Some statuses have no body, not even an empty one.
        if (bytes.IsEmpty)
        {
            await context.Response.StartAsync(cancellation);
            return;
        }

        await context.Response.Body.WriteAsync(bytes, cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }

    // Headers are ASCII; what else a plugin writes goes out as its UTF-8 escaped, as in a URL.
    private static string Encode(string value) => System.Text.Ascii.IsValid(value)
        ? value
        : string.Concat(value.EnumerateRunes().Select(static rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
}
