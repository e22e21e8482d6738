using System.Text.RegularExpressions;

namespace Belfry.Server.Configuration;

/// <summary>Replaces <c>${NAME}</c> and <c>${NAME:-default}</c> in texts. A name without value and default is a problem, not an empty text.</summary>
/// <param name="lookUp">Gives the value of a variable, null when it is not set.</param>
internal sealed partial class VariableSubstitution(Func<string, string?> lookUp)
{
    /// <summary>Takes the variables of the process.</summary>
    public static VariableSubstitution FromEnvironment { get; } = new(Environment.GetEnvironmentVariable);

    /// <exception cref="ConfigurationException">A variable is not set and has no default.</exception>
    public string Apply(string text, ConfigurationPosition position, string key) =>
        text.Contains("${", StringComparison.Ordinal) ? Variable().Replace(text, match => ValueOf(match, position, key)) : text;

    private string ValueOf(Match match, ConfigurationPosition position, string key)
    {
        var name = match.Groups["name"].Value;
        if (lookUp(name) is { } value)
            return value;
        return match.Groups["default"] is { Success: true, Value: var standIn }
            ? standIn
            : throw new ConfigurationException(
                $"{position}: \"{key}\": the environment variable {name} is not set; set it, or write ${{{name}:-default}}.");
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();
}
