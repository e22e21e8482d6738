using System.Net;
using System.Net.Sockets;

namespace Belfry.Network;

/// <content>Connecting and sending: what waits until the descriptor can be written to.</content>
internal sealed partial class PolledTransport
{
    private volatile TaskCompletionSource? _writable;

    /// <summary>As <see cref="TcpSockets.ConnectAsync"/>. The addresses of a host are tried one after the other.</summary>
    public static async ValueTask<ITransport> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        // An address needs no resolver, which would be asked on another thread.
        if (IPAddress.TryParse(host, out var known))
            return await ConnectAsync(new IPEndPoint(known, port), cancellation).ConfigureAwait(false);
        SocketException? last = null;
        foreach (var address in await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, port), cancellation).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                last = exception;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = SocketCalls.Send(_descriptor, bytes.Span);
        return sent == bytes.Length ? ValueTask.CompletedTask : SendRestAsync(bytes[sent..]);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> tail)
    {
        if (tail.IsEmpty)
            return SendAsync(bytes);
        var sent = SocketCalls.Send(_descriptor, bytes.Span, tail.Span);
        return sent == bytes.Length + tail.Length ? ValueTask.CompletedTask
            : sent >= bytes.Length ? SendRestAsync(tail[(sent - bytes.Length)..])
            : SendRestAsync(bytes[sent..], tail);
    }

    private static async ValueTask<ITransport> ConnectAsync(IPEndPoint peer, CancellationToken cancellation)
    {
        var descriptor = SocketCalls.Create(peer.AddressFamily);
        var transport = new PolledTransport(descriptor, PeerAddress.Of(peer));
        try
        {
            if (!SocketCalls.Connect(descriptor, peer.Serialize()))
                await transport.WaitUntilWritableAsync(cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            SocketCalls.FinishConnect(descriptor);
            return transport;
        }
        catch
        {
            transport.Close();
            throw;
        }
    }

    private async ValueTask WaitUntilWritableAsync(CancellationToken cancellation)
    {
        var writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writable = writable;
        Watch(Everything);
        await writable.Task.WaitAsync(cancellation).ConfigureAwait(false);
        _writable = null;
    }

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> tail)
    {
        await SendRestAsync(bytes).ConfigureAwait(false);
        await SendRestAsync(tail).ConfigureAwait(false);
    }

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            // Known before the try, so that room that comes after it is heard of.
            var writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _writable = writable;
            if (Watched == PollEvents.None)
                Watch(Writing);
            var sent = SocketCalls.Send(_descriptor, bytes.Span);
            bytes = bytes[sent..];
            if (sent == 0)
                await writable.Task.ConfigureAwait(false);
        }

        _writable = null;
    }
}
