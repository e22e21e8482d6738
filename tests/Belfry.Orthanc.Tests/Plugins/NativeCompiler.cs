using System.Diagnostics;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>
/// Compiles the plugins of <c>tests/native</c>. Each call makes a library of its own: a library stays loaded, and what it remembers
/// must not reach another test.
/// </summary>
internal static class NativeCompiler
{
    private static readonly string s_sources = Path.Combine(TestData.Path(), "..", "native");

    /// <summary>Compiles one source with definitions such as <c>RESULT=15</c>; skips the test where there is no compiler.</summary>
    public static string Compile(string source, string folder, params string[] definitions)
    {
        var isCpp = source.EndsWith(".cpp", StringComparison.Ordinal);
        var library = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(source)}-{Guid.CreateVersion7():N}.so");
        var start = new ProcessStartInfo(isCpp ? "c++" : "cc") { RedirectStandardError = true };
        string[] arguments =
        [
            "-shared", "-fPIC", "-Wall", "-Wextra", "-Wno-unused-function", "-Wno-unused-parameter", "-Werror",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (!isCpp)
            start.ArgumentList.Add("-D_DEFAULT_SOURCE");
        foreach (var definition in definitions)
            start.ArgumentList.Add("-D" + definition);
        start.ArgumentList.Add("-o");
        start.ArgumentList.Add(library);
        start.ArgumentList.Add(Path.Combine(s_sources, source));
        Assert.SkipUnless(OperatingSystem.IsLinux() && IsPresent(start.FileName), $"skipped: no compiler ({start.FileName})");
        using var compiler = Process.Start(start) ?? throw new InvalidOperationException("The compiler did not start.");
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, errors);
        return library;
    }

    /// <summary>The text as a C string literal, for a definition.</summary>
    public static string Literal(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal) + "\"";

    private static bool IsPresent(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
