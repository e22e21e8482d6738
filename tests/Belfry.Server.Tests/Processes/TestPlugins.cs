using System.Text.Json;

namespace Belfry.Server.Tests.Processes;

/// <summary>Where the plugins that tests load are built, and configurations that load them.</summary>
internal static class TestPlugins
{
    /// <summary>Does what the section <c>Steered</c> says.</summary>
    public static string Steered { get; } = Built("Belfry.TestPlugins", "Belfry.TestPlugins.dll");

    /// <summary>The sample of the documentation.</summary>
    public static string Hello { get; } = Built("WorklistHello", "WorklistHello.dll");

    /// <summary>A configuration of plugins on loopback, without HTTP, that anyone may ask.</summary>
    public static string Configuration(string behaviour, int stopTimeout, params string[] plugins) => $$"""
        {
          "DicomAlwaysAllowFindWorklist" : true,
          "HttpServerEnabled" : false,
          "Plugins" : {{JsonSerializer.Serialize(plugins)}},
          "Steered" : { "Behaviour" : "{{behaviour}}" },
          "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ], "StopTimeout" : {{stopTimeout}} }
        }
        """;

    private static string Built(string project, string file)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration, file));
    }
}
