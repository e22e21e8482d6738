using System.Diagnostics;

namespace Belfry.Conformance;

/// <summary>Runs a program of another DICOM implementation; a test is skipped where it is not installed.</summary>
internal static class ForeignTool
{
    public static async Task<(int Code, string Output)> RunAsync(string name, params IEnumerable<string> arguments)
    {
        var path = Find(name);
        Assert.SkipUnless(path is not null, $"{name} is not installed");
        var start = new ProcessStartInfo(path ?? name) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + await error);
    }

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
