using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Belfry.LoadBench.RawClient;

/// <summary>
/// The destination of C-MOVE, and of the reports of storage commitment that come on associations of their own: a peer on a free port of the loopback interface that takes every presentation context, throws
/// data away and answers success. One blocking thread for each association. Disposing ends all.
/// </summary>
internal sealed class StoreSink : IDisposable
{
    public const string AeTitle = "LOADSINK";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HashSet<Socket> _open = [];
    private long _stored;

    public StoreSink()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>The reports that came.</summary>
    public ReportBoard Reports { get; } = new();

    /// <summary>Instances that came so far.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _listener.Dispose();
        lock (_open)
        {
            foreach (Socket connection in _open)
                connection.Dispose();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket connection = _listener.Accept();
                connection.NoDelay = true;
                lock (_open)
                    _open.Add(connection);

                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Disposed: the run is over.
        }
    }

    private void Serve(Socket connection)
    {
        try
        {
            var reader = new PduReader(connection);
            var responder = new StoreResponder(connection) { Reports = Reports };
            while (true)
            {
                ReadOnlySpan<byte> content = reader.Next(out byte type);
                reader.IsExpectingMore = true;
                switch (type)
                {
                    case 1:
                        connection.Send(AcceptAll(content));
                        break;
                    case 4:
                        responder.Take(content);
                        Interlocked.Add(ref _stored, responder.Stored);
                        responder.Stored = 0;
                        break;
                    case 5:
                        connection.Send(DicomBytes.ReleaseResponse);
                        break;
                    default:
                        return;
                }
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidDataException)
        {
            // The peer went away, which ends its association; what it was doing shows in the response to its requestor.
        }
        finally
        {
            lock (_open)
                _open.Remove(connection);

            connection.Dispose();
        }
    }

    // A-ASSOCIATE-AC (PS3.8 §9.3.3) with the first transfer syntax of each context.
    private static byte[] AcceptAll(ReadOnlySpan<byte> request)
    {
        var contexts = new ByteWriter();
        ByteWriter user = DicomBytes.UserInformation;
        for (ReadOnlySpan<byte> items = request[68..]; items.Length >= 4;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(items[2..]);
            if (items[0] == 0x20)
                AcceptContext(contexts, items.Slice(4, length));
            else if (items[0] == 0x50)
                GrantRoles(user, items.Slice(4, length));

            items = items[(4 + length)..];
        }

        ByteWriter content = new ByteWriter().BigEndian16(1).BigEndian16(0).Bytes(request[4..68])
            .Item(0x10, new ByteWriter().Text(DicomBytes.ApplicationContext).ToArray())
            .Bytes(contexts.ToArray())
            .Item(0x50, user.ToArray());
        return new ByteWriter().Pdu(2, content.ToArray()).ToArray();
    }

    // Whatever role the requestor proposes (PS3.7 §D.3.3.4).
    private static void GrantRoles(ByteWriter user, ReadOnlySpan<byte> items)
    {
        while (items.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(items[2..]);
            if (items[0] == 0x54)
                user.Bytes(items[..(4 + length)]);

            items = items[(4 + length)..];
        }
    }

    private static void AcceptContext(ByteWriter contexts, ReadOnlySpan<byte> context)
    {
        for (ReadOnlySpan<byte> items = context[4..]; items.Length >= 4;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(items[2..]);
            if (items[0] == 0x40)
            {
                contexts.Item(0x21, new ByteWriter().Byte(context[0]).Byte(0).Byte(0).Byte(0).Item(0x40, items.Slice(4, length)).ToArray());
                return;
            }

            items = items[(4 + length)..];
        }
    }
}
