namespace Belfry.Server.Configuration;

/// <summary>The configuration cannot be used: every problem that was found, each a line for the operator.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <param name="problem">The only problem.</param>
    public ConfigurationException(string problem)
        : this([problem])
    {
    }

    /// <summary>The problems: where, key, value, and what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
