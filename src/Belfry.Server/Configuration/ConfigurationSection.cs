using System.Globalization;
using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Server.Configuration;

/// <summary>Typed values of one object. What is wrong is collected, so that the operator sees all of it at once.</summary>
/// <param name="node">The object; null when the section is absent, and then everything takes its default.</param>
/// <param name="path">The keys that lead here; empty at the top.</param>
/// <param name="problems">Takes what is wrong.</param>
/// <param name="known">Takes the full name of each key that is asked for, written or not; null when nobody wants to know.</param>
internal sealed class ConfigurationSection(ConfigurationNode? node, string path, List<string> problems, ISet<string>? known = null)
{
    private readonly HashSet<string> _asked = [];

    /// <summary>Keys that were written and never asked for.</summary>
    public IEnumerable<KeyValuePair<string, ConfigurationNode>> Unasked => (node?.Members ?? new Dictionary<string, ConfigurationNode>()).Where(m => !_asked.Contains(m.Key));

    public IReadOnlyCollection<string> Asked => _asked;

    public bool Has(string key) => Find(key) is not null;

    public bool Boolean(string key, bool standard) => OptionalBoolean(key) ?? standard;

    public bool? OptionalBoolean(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.Kind is JsonValueKind.True or JsonValueKind.False)
            return value.Kind == JsonValueKind.True;
        if (value.IsSubstituted && bool.TryParse(value.Text, out var spelled))
            return spelled;
        Report(key, value, "true or false");
        return null;
    }

    public int Integer(string key, int standard, int minimum, int maximum)
    {
        if (Find(key) is not { } value)
            return standard;
        if ((value.Kind == JsonValueKind.Number || value.IsSubstituted)
            && decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number >= minimum && number <= maximum)
        {
            return (int)number;
        }

        Report(key, value, $"a whole number from {minimum} to {maximum}");
        return standard;
    }

    public string Text(string key, string standard)
    {
        if (Find(key) is not { } value)
            return standard;
        if (value.Kind == JsonValueKind.String)
            return value.Text;
        Report(key, value, "a text");
        return standard;
    }

    public AETitle AETitle(string key, AETitle standard)
    {
        if (Find(key) is not { } value)
            return standard;
        if (value.Kind == JsonValueKind.String && Dicom.AETitle.TryParse(value.Text, out var title))
            return title;
        Report(key, value, "an AE title: 1 to 16 characters of ASCII, no backslash, no control character");
        return standard;
    }

    /// <summary>One of several words, compared exactly.</summary>
    public T Choice<T>(string key, T standard, IReadOnlyDictionary<string, T> choices)
    {
        if (Find(key) is not { } value)
            return standard;
        if (value.Kind == JsonValueKind.String && choices.TryGetValue(value.Text, out var choice))
            return choice;
        Report(key, value, string.Join(", ", choices.Keys.Select(word => $"\"{word}\"")));
        return standard;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key) is not { } value)
            return [];
        if (value.Kind == JsonValueKind.Array && value.Items.All(item => item.Kind == JsonValueKind.String))
            return [.. value.Items.Select(item => item.Text)];
        Report(key, value, "a list of texts");
        return [];
    }

    /// <summary>The object under a key, absent or not.</summary>
    public ConfigurationSection Section(string key)
    {
        var value = Find(key);
        if (value is not null && value.Kind != JsonValueKind.Object)
        {
            Report(key, value, "an object");
            value = null;
        }

        return new ConfigurationSection(value, PathOf(key), problems, known);
    }

    /// <summary>The object of a member that was found among <see cref="Members"/>; everything takes its default when it is none.</summary>
    public ConfigurationSection Section(string key, ConfigurationNode member) =>
        new(member.Kind == JsonValueKind.Object ? member : null, PathOf(key), problems, known: null);

    /// <summary>The members of an object, each to be read by the caller.</summary>
    public IEnumerable<KeyValuePair<string, ConfigurationNode>> Members => node?.Members ?? Enumerable.Empty<KeyValuePair<string, ConfigurationNode>>();

    public void Report(string key, ConfigurationNode value, string allowed) =>
        Add($"{value.Position}: \"{PathOf(key)}\": {value.Describe()} is not allowed; {allowed} is.");

    public void Report(string key, string problem) =>
        Add($"{(node?[key]?.Position ?? node?.Position ?? new ConfigurationPosition("configuration", 0))}: \"{PathOf(key)}\": {problem}");

    // A key that several features read is wrong once.
    private void Add(string line)
    {
        if (!problems.Contains(line))
            problems.Add(line);
    }

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private ConfigurationNode? Find(string key)
    {
        _asked.Add(key);
        known?.Add(PathOf(key));

        // null is a value like any other, of no type that a key takes: whoever wants the default leaves the key out.
        return node?[key];
    }
}
