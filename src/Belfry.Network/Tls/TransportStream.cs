namespace Belfry.Network;

/// <summary>
/// A transport as the stream that TLS is spoken over. During the handshake, whose cryptography takes milliseconds, reads complete on threads of the
/// pool; later ones where the transport completes them. One read and one write may run at once.
/// </summary>
internal sealed class TransportStream(ITransport transport, bool isAcceptor) : Stream
{
    private const byte Alert = 0x15;
    private const byte Handshake = 0x16;

    private bool _readsOn;

    /// <summary>True until the handshake is over.</summary>
    public bool IsHandshake { get; set; } = true;

    /// <summary>True once the peer has sent anything.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>Why the peer's first bytes are not TLS; null when they are.</summary>
    public string? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A receive begins: what is read after its first read is the rest of a record.</summary>
    public void BeginReceive() => _readsOn = false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsHandshake)
            return ReadHandshakeAsync(buffer);
        if (_readsOn)
            transport.AcknowledgeAtOnce();
        _readsOn = true;
        return transport.ReceiveAsync(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => transport.SendAsync(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask<int> ReadHandshakeAsync(Memory<byte> buffer)
    {
        transport.AcknowledgeAtOnce();
        var count = await transport.ReceiveAsync(buffer).ConfigureAwait(false);
        if (!Thread.CurrentThread.IsThreadPoolThread)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (count > 0 && !HasReceived && (Fault = FindFault(buffer.Span[0])) is { } fault)
            throw new TlsFailedException(fault);
        HasReceived |= count > 0;
        return count;
    }

    private string? FindFault(byte first) => (first, isAcceptor) switch
    {
        (Handshake, _) or (Alert, false) => null,
        ((byte)PduType.AssociateRequest, true) => "the peer speaks DICOM without TLS, and this port takes TLS alone",
        ((byte)'G' or (byte)'P' or (byte)'H' or (byte)'O' or (byte)'D' or (byte)'C', true) => "the peer speaks HTTP without TLS, and this is a port of DICOM over TLS",
        (_, true) => $"the peer does not speak TLS: its first byte is {first:X2}H",
        _ => $"the peer does not speak TLS: it answers with {first:X2}H",
    };
}
