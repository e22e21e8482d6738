using System.Diagnostics;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>What a server costs before it works: memory after the start, memory of idle associations, time to the first answer.</summary>
internal static class Cost
{
    public const int IdleAssociations = 1000;

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);

    /// <summary>MB in use with so many idle associations open, over what it was just before; null when the server refuses so many.</summary>
    public static double? IdleMegabytes(ServerUnderTest server)
    {
        var open = new List<RawAssociation>(IdleAssociations);
        byte[] associate = DicomBytes.AssociateForEcho(WorklistFolder.AeTitle(Fleet.Large));
        double before = server.ProportionalMegabytes;
        try
        {
            for (int count = 0; count < IdleAssociations; count++)
                open.Add(new RawAssociation(server.Port, associate));

            return server.ProportionalMegabytes - before;
        }
        catch (Exception fault) when (fault is System.Net.Sockets.SocketException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            foreach (RawAssociation association in open)
                association.Dispose();
        }
    }

    /// <summary>Milliseconds from ending the process of a plugin to an answered query of its worklist.</summary>
    public static double RestartMilliseconds(ServerUnderTest server)
    {
        byte[] request = DicomBytes.WorklistRequest(WorklistKeys.Identifier(null));
        using var association = new RawAssociation(server.Port, DicomBytes.AssociateForWorklist(WorklistFolder.AeTitle(Fleet.Small)));
        association.Exchange(request);
        using Process child = Process.GetProcessById(server.Children.Single());
        long began = Stopwatch.GetTimestamp();
        child.Kill();

        // A query that reaches the process while it dies ends with it.
        while (association.Exchange(request) != Fleet.Small)
        {
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Milliseconds from starting the process to the first answered C-ECHO, and resident MB right after it.</summary>
    public static async Task<(double Milliseconds, double Megabytes)> StartAsync(Func<ServerUnderTest> launch)
    {
        byte[] associate = DicomBytes.AssociateForEcho(WorklistFolder.AeTitle(Fleet.Large));
        long began = Stopwatch.GetTimestamp();
        using ServerUnderTest server = launch();
        while (true)
        {
            try
            {
                using var association = new RawAssociation(server.Port, associate);
                association.Exchange(DicomBytes.EchoRequest);
                return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, server.ResidentMegabytes);
            }
            catch (Exception fault) when (fault is System.Net.Sockets.SocketException or InvalidDataException)
            {
                if (server.HasExited || Stopwatch.GetElapsedTime(began) > s_startTimeout)
                    throw new InvalidOperationException($"{server.Name} did not answer: {fault.Message}", fault);
            }

            await Task.Delay(2);
        }
    }
}
