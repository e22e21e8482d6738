using System.Diagnostics;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Measuring;

/// <summary>
/// Clients that each send the next request when the last was answered, one thread and one requester each. Bounded in time and in
/// requests.
/// </summary>
internal static class ClosedLoop
{
    private const int MostRequestsPerClient = 2_000_000;

    /// <summary>Runs the loop and measures it; the first fault of any client is thrown after all have ended.</summary>
    public static Sample Run(ServerUnderTest server, Func<Requester> connect, int clients, double seconds, int mostPerClient = MostRequestsPerClient)
    {
        var latencies = new List<long>[clients];
        var rates = new double[clients];
        var faults = new List<Exception>();
        using var ready = new Barrier(clients + 1);
        Thread[] threads = [.. Enumerable.Range(0, clients).Select(client => new Thread(() =>
        {
            try
            {
                RunClient(ready, connect, seconds, mostPerClient, latencies[client] = new List<long>(65536), out rates[client]);
            }
            catch (Exception fault)
            {
                lock (faults)
                    faults.Add(fault);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();

        ready.SignalAndWait();
        double cpu = server.CpuSeconds;
        ready.SignalAndWait();
        foreach (Thread thread in threads)
            thread.Join();

        cpu = server.CpuSeconds - cpu;
        if (faults.Count > 0)
            throw new InvalidOperationException($"{server.Name}: {faults[0].Message}", faults[0]);

        long[] all = [.. latencies.SelectMany(l => l).Order()];
        return new Sample(all.Length, rates.Sum(), Micros(all[all.Length / 2]), Micros(all[(int)(all.Length * 0.99)]), cpu * 1e6 / all.Length, server.ResidentMegabytes);
    }

    private static void RunClient(Barrier ready, Func<Requester> connect, double seconds, int most, List<long> latencies, out double rate)
    {
        Requester? requester = null;
        Exception? fault = null;
        try
        {
            requester = connect();
            requester.Request();
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        // Everyone passes both gates, else the others would wait for ever.
        ready.SignalAndWait();
        ready.SignalAndWait();
        rate = 0;
        if (requester is null || fault is not null)
            throw fault!;

        using (requester)
        {
            long began = Stopwatch.GetTimestamp();
            long end = began + (long)(seconds * Stopwatch.Frequency);
            long now = began;
            while (now < end && latencies.Count < most)
            {
                requester.Request();
                long after = Stopwatch.GetTimestamp();
                latencies.Add(after - now);
                now = after;
            }

            rate = latencies.Count / Stopwatch.GetElapsedTime(began, now).TotalSeconds;
        }
    }

    private static double Micros(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
