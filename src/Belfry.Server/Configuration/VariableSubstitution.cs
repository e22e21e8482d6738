using System.Text;

namespace Belfry.Server.Configuration;

/// <summary>Replaces <c>${NAME}</c> and <c>${NAME:-default}</c> in texts. A name without value and default is a problem, not an empty text.</summary>
/// <param name="lookUp">Gives the value of a variable, null when it is not set.</param>
internal sealed class VariableSubstitution(Func<string, string?> lookUp)
{
    private const string Opening = "${";
    private const string Otherwise = ":-";

    /// <summary>Takes the variables of the process.</summary>
    public static VariableSubstitution FromEnvironment { get; } = new(Environment.GetEnvironmentVariable);

    /// <exception cref="ConfigurationException">A variable is not set and has no default.</exception>
    public string Apply(string text, ConfigurationPosition position, string key)
    {
        var start = text.IndexOf(Opening, StringComparison.Ordinal);
        if (start < 0)
            return text;
        var result = new StringBuilder(text, 0, start, text.Length);
        while (start < text.Length)
        {
            var length = 0;
            if (Read(text.AsSpan(start), out var name, out var standIn) is > 0 and var read)
            {
                length = read;
                result.Append(ValueOf(name, standIn, position, key));
            }

            // What only looks like a variable is text.
            var next = text.IndexOf(Opening, start + Math.Max(length, 1), StringComparison.Ordinal);
            next = next < 0 ? text.Length : next;
            result.Append(text, start + length, next - start - length);
            start = next;
        }

        return result.ToString();
    }

    private string ValueOf(string name, string? standIn, ConfigurationPosition position, string key) =>
        lookUp(name) ?? standIn ?? throw new ConfigurationException(
            $"{position}: \"{key}\": the environment variable {name} is not set; set it, or write ${{{name}:-default}}.");

    /// <summary>Reads what begins like a variable.</summary>
    /// <returns>Its length; 0 when it is none.</returns>
    private static int Read(ReadOnlySpan<char> text, out string name, out string? standIn)
    {
        (name, standIn) = ("", null);
        var end = text.IndexOf('}');
        if (end < 0)
            return 0;
        var content = text[Opening.Length..end];
        var colon = content.IndexOf(Otherwise, StringComparison.Ordinal);
        var word = colon < 0 ? content : content[..colon];
        if (!IsName(word))
            return 0;
        name = word.ToString();
        standIn = colon < 0 ? null : content[(colon + Otherwise.Length)..].ToString();
        return end + 1;
    }

    private static bool IsName(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || char.IsAsciiDigit(word[0]))
            return false;
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }
}
