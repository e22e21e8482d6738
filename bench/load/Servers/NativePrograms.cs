using System.Diagnostics;

namespace Belfry.LoadBench.Servers;

/// <summary>The C programs of the harness, compiled with the machine's C compiler.</summary>
internal static class NativePrograms
{
    /// <param name="folder">Where the program is written.</param>
    /// <param name="name">Of the program, and of its source without the extension.</param>
    /// <returns>The program.</returns>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it failed.</exception>
    public static async Task<string> CompileAsync(string folder, string name)
    {
        string program = Path.Combine(folder, name);
        var start = new ProcessStartInfo("cc", ["-O2", "-pthread", "-o", program, Path.Combine(AppContext.BaseDirectory, $"{name}.c")]);
        using Process compiler = Process.Start(start) ?? throw new InvalidOperationException("cc did not start.");
        await compiler.WaitForExitAsync();
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"The C compiler refused {name}.c.");
    }
}
