using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>What an instance of 1 GB costs in memory while it is stored.</summary>
internal static class LargeInstance
{
    private const uint PixelBytes = 1_000_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>MB (10⁶ bytes) resident at the worst moment, over what they were before.</summary>
    /// <exception cref="InvalidOperationException">The server did not take it.</exception>
    public static double ExtraMegabytes(ServerUnderTest server)
    {
        try
        {
            using var association = new RawAssociation(server.Port, DicomBytes.AssociateFor(DicomBytes.ImageStorage, ArchiveCatalog.AeTitle(0)));
            association.SetTimeout(s_patience);
            double before = server.ResidentMegabytes;
            server.ForgetPeak();
            Send(association);
            // The peak of a forked child goes with it, so it is read while the association is still open.
            association.Receive();
            return server.PeakMegabytes - before;
        }
        catch (Exception fault) when (fault is System.Net.Sockets.SocketException or InvalidDataException)
        {
            throw new InvalidOperationException($"{server.Name}: {fault.Message}", fault);
        }
    }

    private static void Send(RawAssociation association)
    {
        association.Send(WholePdus.CommandPdu(Image.Command()));
        byte[] head = Image.Head(rows: 20_000, columns: 25_000, PixelBytes);
        byte[] pdu = new byte[12 + (association.MaximumPduLength - 6 & ~1)];
        head.CopyTo(pdu, 12);
        long rest = head.Length + (long)PixelBytes;
        while (rest > 0)
        {
            int length = (int)Math.Min(pdu.Length - 12, rest);
            rest -= length;
            WholePdus.WriteDataHeader(pdu, length, isLast: rest == 0);
            association.Send(pdu.AsSpan(0, 12 + length));
        }
    }
}
