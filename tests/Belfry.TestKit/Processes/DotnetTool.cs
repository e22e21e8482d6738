using System.Diagnostics;

namespace Belfry.TestKit;

/// <summary>The <c>dotnet</c> that the tests were started with, for what is compiled in the run.</summary>
public static class DotnetTool
{
    /// <summary>The program.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root && File.Exists(System.IO.Path.Combine(root, "dotnet"))
        ? System.IO.Path.Combine(root, "dotnet")
        : "dotnet";

    /// <summary>
    /// Publishes a project whose references are built already, and stamps the file that comes of it with the time. The folder appears, or is replaced, when
    /// all is in it.
    /// </summary>
    /// <param name="project">The folder of the project.</param>
    /// <param name="configuration">As in the folders of the build: <c>release</c>.</param>
    /// <param name="folder">Where it goes.</param>
    /// <param name="result">The file in that folder that comes of it.</param>
    /// <param name="properties">More properties, each <c>NAME=VALUE</c>.</param>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote.</exception>
    public static async Task PublishAsync(string project, string configuration, string folder, string result, params IEnumerable<string> properties)
    {
        var unfinished = folder + ".new";
        Remove(unfinished);
        var start = new ProcessStartInfo(Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "publish", project, "-c", char.ToUpperInvariant(configuration[0]) + configuration[1..], "-o", unfinished,
            "-p:BuildProjectReferences=false", "-nodeReuse:false", "-v", "quiet", "-nologo", .. properties.Select(static property => "-p:" + property),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = publish.StandardOutput.ReadToEndAsync();
        var errors = publish.StandardError.ReadToEndAsync();
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
            throw new InvalidOperationException(await output + await errors);
        Remove(folder);
        Directory.Move(unfinished, folder);
        File.SetLastWriteTimeUtc(result, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
