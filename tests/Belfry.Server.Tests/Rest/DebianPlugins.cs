using System.Text.Json;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests;

/// <summary>The compiled plugins of Debian's packages, unchanged, in the whole server.</summary>
internal static class DebianPlugins
{
    private static readonly string[] _folders = ["/usr/share/orthanc/plugins", "/usr/lib/orthanc/plugins", "/usr/local/share/orthanc/plugins"];

    /// <summary>Where a plugin is installed; null when it is not.</summary>
    public static string? PathOf(string library) => _folders.Select(folder => Path.Combine(folder, library)).FirstOrDefault(File.Exists);

    /// <summary>Starts the server with a plugin; skips the test where it is not installed.</summary>
    /// <param name="library">The file's name.</param>
    /// <param name="more">More of the configuration, with a comma in front.</param>
    /// <param name="log">What is logged.</param>
    public static Task<RestBench> StartAsync(string library, string more, RecordingLoggers log)
    {
        var path = PathOf(library);
        Assert.SkipWhen(path is null, $"skipped: Debian's {library} is not installed");
        return RestBench.StartAsync($", \"Plugins\" : {JsonSerializer.Serialize(new[] { path })} {more}", loggers: log);
    }
}
