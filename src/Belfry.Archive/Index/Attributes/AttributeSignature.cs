using System.Globalization;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// What rows are made with, as a text that is kept with them: the attributes of each level, and the default character set. An index that is opened
/// with other choices knows so what its rows lack.
/// </summary>
internal sealed class AttributeSignature
{
    private AttributeSignature(IReadOnlyList<IReadOnlySet<DicomTag>> levels, string characterSet)
    {
        Levels = levels;
        CharacterSet = characterSet;
    }

    /// <summary>The attributes, by level from the patient down.</summary>
    public IReadOnlyList<IReadOnlySet<DicomTag>> Levels { get; }

    /// <summary>The default character set.</summary>
    public string CharacterSet { get; }

    /// <summary>Nothing is known.</summary>
    public static AttributeSignature None { get; } = new([.. Enum.GetValues<QueryRetrieveLevel>().Select(static _ => new HashSet<DicomTag>())], "");

    public static AttributeSignature Of(ArchiveIndexOptions options) => new(
        [.. Enum.GetValues<QueryRetrieveLevel>().Select(level => IndexedAttributes.Sorted(level, options.ExtraAttributes).ToHashSet())],
        NameOf(options.DefaultCharacterSet));

    /// <summary>Reads what <see cref="ToText"/> made; null for anything else.</summary>
    public static AttributeSignature? Parse(string text)
    {
        var parts = text.Split(';');
        if (parts.Length != Enum.GetValues<QueryRetrieveLevel>().Length + 1)
            return null;
        var levels = new List<IReadOnlySet<DicomTag>>();
        foreach (var part in parts[..^1])
        {
            var tags = new HashSet<DicomTag>();
            foreach (var word in part.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
                    return null;
                tags.Add(new DicomTag((ushort)(number >> 16), (ushort)number));
            }

            levels.Add(tags);
        }

        return new AttributeSignature(levels, parts[^1]);
    }

    public string ToText() =>
        string.Join(';', Levels.Select(tags => string.Join(',', tags.Order().Select(TextOf))).Append(CharacterSet));

    /// <summary>True for an attribute that rows of a level, or of one above it, lack when they were made with another signature.</summary>
    public bool Lacks(AttributeSignature made, QueryRetrieveLevel level, DicomTag tag)
    {
        // The lowest level that keeps it answers for it.
        for (var at = (int)level; at >= 0; at--)
        {
            if (Levels[at].Contains(tag))
                return !made.Levels[at].Contains(tag);
        }

        return false;
    }

    /// <summary>What is different, in words; empty for nothing.</summary>
    public string Describe(AttributeSignature made)
    {
        List<string> differences = [];
        foreach (var level in Enum.GetValues<QueryRetrieveLevel>())
        {
            var (now, then) = (Levels[(int)level], made.Levels[(int)level]);
            differences.AddRange(now.Except(then).Order().Select(tag => $"{level} has {tag}"));
            differences.AddRange(then.Except(now).Order().Select(tag => $"{level} no longer has {tag}"));
        }

        if (CharacterSet != made.CharacterSet)
            differences.Add($"the default character set is {CharacterSet} and was {made.CharacterSet}");
        return string.Join(", ", differences);
    }

    private static string TextOf(DicomTag tag) => $"{tag.Group:x4}{tag.Element:x4}";

    private static string NameOf(SpecificCharacterSet set) => set.ToString().Replace(';', ' ');
}
