using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Belfry.Cli;

/// <summary><c>belfry version</c>.</summary>
internal static class VersionCommand
{
    private const string Description = """
        Shows the version of Belfry and of what it runs on.

        Example:
          belfry version
        """;

    public static Command Create()
    {
        var command = new Command("version", Description);
        command.SetAction(parsed =>
        {
            var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            parsed.InvocationConfiguration.Output.WriteLine(
                $"Belfry {version.Split('+')[0]} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCodes.Success;
        });
        return command;
    }
}
