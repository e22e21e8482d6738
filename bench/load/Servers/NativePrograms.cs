using System.Diagnostics;
using Belfry.LoadBench.Items;

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
        await RunAsync(name, "-O2", "-pthread", "-o", program, Path.Combine(AppContext.BaseDirectory, $"{name}.c"));
        return program;
    }

    /// <summary>The worklist plugin in C that has one answer ready, <c>tests/native/prepared.c</c>, and the file that it reads.</summary>
    /// <returns>The library.</returns>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it failed.</exception>
    public static async Task<string> CompilePreparedPluginAsync(string folder, string repository)
    {
        string library = Path.Combine(folder, "prepared.so"), item = Path.Combine(folder, "prepared.wl");
        PreparedItem.Write(item);
        await RunAsync("prepared", "-O2", "-shared", "-fPIC", $"-DITEM=\"{item}\"", "-o", library, Path.Combine(repository, "tests", "native", "prepared.c"));
        return library;
    }

    private static async Task RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("cc", arguments);
        using Process compiler = Process.Start(start) ?? throw new InvalidOperationException("cc did not start.");
        await compiler.WaitForExitAsync();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"The C compiler refused {name}.c.");
    }
}
