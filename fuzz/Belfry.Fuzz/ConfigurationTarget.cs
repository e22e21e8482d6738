using Belfry.Server.Configuration;

namespace Belfry.Fuzz;

/// <summary>The server's configuration: read, put in force, written for plugins, read again.</summary>
internal static class ConfigurationTarget
{
    private static readonly VariableSubstitution s_variables = new(name => name == "NAME" ? "4242" : null);

    public static void Run(byte[] bytes)
    {
        byte[] written;
        try
        {
            written = Read(bytes).ToJson();
        }
        catch (ConfigurationException)
        {
            return;
        }

        // A variable that stands in a variable's place stays as it is, but would be looked up the next time.
        if (written.AsSpan().IndexOf("${"u8) >= 0)
            return;
        var again = ConfigurationParser.Parse(written, "again.json", s_variables, []);
        FuzzFinding.Unless(written.AsSpan().SequenceEqual(Document(again, []).ToJson()), "Written and read, the configuration is another.");
    }

    private static ConfigurationDocument Read(byte[] bytes)
    {
        var warnings = new List<string>();
        var document = Document(ConfigurationParser.Parse(bytes, "belfry.json", s_variables, warnings), warnings);
        ServerConfigurationReader.Read(document).ToJsonElement();
        return document;
    }

    private static ConfigurationDocument Document(ConfigurationNode root, List<string> warnings) => new(root, "", "/", warnings);
}
