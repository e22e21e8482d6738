using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Belfry.LoadBench.Measuring;

namespace Belfry.LoadBench.Servers;

/// <summary>A server process on a free port of the loopback interface. Ended, with all it forked, when disposed.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerUnderTest(string name, Process process, int port)
    {
        Name = name;
        _process = process;
        Port = port;
    }

    /// <summary>The same process, of which it is known where it answers HTTP; dispose one of both.</summary>
    public ServerUnderTest With(int httpPort) => new(Name, _process, Port) { HttpPort = httpPort };

    /// <summary>How the report calls it.</summary>
    public string Name { get; }

    public int Port { get; }

    /// <summary>Where it answers HTTP; 0 when it does not.</summary>
    public int HttpPort { get; private init; }

    public double CpuSeconds => ProcessTree.CpuSeconds(_process.Id);

    public double ResidentMegabytes => ProcessTree.ResidentMegabytes(_process.Id);

    public double ProportionalMegabytes => ProcessTree.ProportionalMegabytes(_process.Id);

    /// <summary>The most MB that were resident since <see cref="ForgetPeak"/>.</summary>
    public double PeakMegabytes => ProcessTree.PeakMegabytes(_process.Id);

    /// <summary>The processes that it started.</summary>
    public IReadOnlyList<int> Children => ProcessTree.Children(_process.Id);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the process and returns when its port accepts connections; its output goes to a file in its folder.</summary>
    public static async Task<ServerUnderTest> StartAsync(string name, int port, string folder, string program, params string[] arguments)
    {
        ServerUnderTest server = Launch(name, port, folder, program, arguments);
        long began = Stopwatch.GetTimestamp();
        while (!await server.IsListeningAsync())
        {
            if (server.HasExited || Stopwatch.GetElapsedTime(began) > s_startTimeout)
            {
                server.Dispose();
                throw new InvalidOperationException($"{name} did not start; its output is {Path.Combine(folder, "output.log")}.");
            }

            await Task.Delay(20);
        }

        return server;
    }

    /// <summary>Starts the process and returns at once.</summary>
    public static ServerUnderTest Launch(string name, int port, string folder, string program, params string[] arguments)
    {
        Directory.CreateDirectory(folder);
        // The shell becomes the program (exec), so that its output costs nobody a pipe and its identifier is the program's.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" >output.log 2>&1 </dev/null");
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        return new ServerUnderTest(name, process, port);
    }

    public void ForgetPeak() => ProcessTree.ForgetPeak(_process.Id);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<bool> IsListeningAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
