using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>What a file of 1 GB costs in memory while it is uploaded and downloaded by REST.</summary>
internal static class LargeFile
{
    private const uint PixelBytes = 1_000_000_000;

    // No other row uses it.
    private const long Study = 900_000;

    /// <summary>MB (10⁶ bytes) resident at the worst moment of the upload and of the download, over what they were before.</summary>
    /// <exception cref="InvalidOperationException">The server did not take it, or did not give it back whole.</exception>
    public static (double Upload, double Download) ExtraMegabytes(ServerUnderTest server)
    {
        try
        {
            using var connection = new HttpConnection(server.HttpPort);
            connection.SetTimeout(TimeSpan.FromMinutes(2));
            double upload = PeakOf(server, () => Upload(connection));
            double download = PeakOf(server, () => connection.Exchange(RestRequests.Get($"/instances/{RestRequests.InstanceId(Study, Study)}/file")));
            return connection.LastLength > PixelBytes ? (upload, download)
                : throw new InvalidOperationException($"{server.Name}: {connection.LastLength} bytes came back.");
        }
        catch (Exception fault) when (fault is System.Net.Sockets.SocketException or InvalidDataException)
        {
            throw new InvalidOperationException($"{server.Name}: {fault.Message}", fault);
        }
    }

    private static double PeakOf(ServerUnderTest server, Action action)
    {
        double before = server.ResidentMegabytes;
        server.ForgetPeak();
        action();
        return server.PeakMegabytes - before;
    }

    private static void Upload(HttpConnection connection)
    {
        NumberedBytes head = Image.FileHead(rows: 20_000, columns: 25_000, PixelBytes);
        head.SetStudy(Study);
        head.SetSeries(Study);
        head.SetInstance(Study);
        connection.Send(RestRequests.PostHead("/instances", "application/dicom", head.Bytes.Length + (long)PixelBytes));
        connection.Send(head.Bytes);
        byte[] portion = new byte[64 * 1024];
        for (long rest = PixelBytes; rest > 0; rest -= portion.Length)
            connection.Send(portion.AsSpan(0, (int)Math.Min(portion.Length, rest)));

        if (connection.Receive().IndexOf("\"Success\""u8) < 0)
            throw new InvalidDataException("The answer does not say \"Success\".");
    }
}
