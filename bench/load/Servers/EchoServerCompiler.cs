using System.Diagnostics;

namespace Belfry.LoadBench.Servers;

/// <summary>Compiles the plain TCP echo server with the machine's C compiler.</summary>
internal static class EchoServerCompiler
{
    /// <returns>The program.</returns>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it failed.</exception>
    public static async Task<string> CompileAsync(string folder)
    {
        string program = Path.Combine(folder, "echo-server");
        var start = new ProcessStartInfo("cc", ["-O2", "-pthread", "-o", program, Path.Combine(AppContext.BaseDirectory, "echo-server.c")]);
        using Process compiler = Process.Start(start) ?? throw new InvalidOperationException("cc did not start.");
        await compiler.WaitForExitAsync();
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException("The C compiler refused the echo server.");
    }
}
