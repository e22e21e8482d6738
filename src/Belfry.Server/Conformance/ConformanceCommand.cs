using System.CommandLine;
using Belfry.Cli;
using Belfry.Server.Configuration;

namespace Belfry.Server.Conformance;

/// <summary><c>belfry conformance</c>: the conformance statement of a configuration.</summary>
internal static class ConformanceCommand
{
    private const string Description = """
        Writes the parts of the DICOM conformance statement that depend on the configuration, in Markdown: application entity, SOP classes, transfer
        syntaxes, character sets, modalities. docs/conformance.md has the others.

        Without a configuration it is that of a server whose configuration says nothing. Plugins are not loaded.

        Examples:
          belfry conformance
          belfry conformance /etc/orthanc > conformance.md
        """;

    public static Command Create()
    {
        var path = new Argument<string?>("CONFIG") { Description = "A JSON file, or a folder of them", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("conformance", Description) { path };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(path)));
        return command;
    }

    private static int Run(ParseResult parsed, string? path)
    {
        try
        {
            var document = path is null ? ConfigurationDocument.Parse("{}", "", Environment.CurrentDirectory) : ConfigurationDocument.Load(path, VariableSubstitution.FromEnvironment);
            ConformanceStatement.Write(ServerConfigurationReader.Read(document), parsed.InvocationConfiguration.Output);
            return ExitCodes.Success;
        }
        catch (ConfigurationException fault)
        {
            foreach (var problem in fault.Problems)
                parsed.InvocationConfiguration.Error.WriteLine($"belfry: {problem}");
            return ExitCodes.Usage;
        }
    }
}
