using System.Text.RegularExpressions;

namespace Belfry.Rules.Tests;

/// <summary>Rules of single files (CONTRIBUTING.md). Each returns what breaks it, in words.</summary>
internal static partial class SourceRules
{
    public const int MaxLines = 500;
    public const int MaxFamilyLines = 150;
    public const int MaxFamilyTypes = 4;

    private static readonly string[] _emptyWords = ["Common", "Core", "Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Misc"];
    private static readonly string[] _kindFolders = ["Interfaces", "Models", "Exceptions", "Enums", "Classes", "Structs"];

    public static IEnumerable<string> CheckLength(SourceFile file)
    {
        if (!file.IsGenerated && file.LineCount > MaxLines)
            yield return $"{file.Path} has {file.LineCount} lines; {MaxLines} is the limit, 150 the aim.";
    }

    /// <summary>One public type per file; a small family that is read together may share one when the file bears one's name.</summary>
    public static IEnumerable<string> CheckTypes(SourceFile file)
    {
        if (file.IsGenerated || !file.Path.StartsWith("src/", StringComparison.Ordinal))
            yield break;
        var names = TypeDeclaration().Matches(file.Text).Select(match => match.Groups["name"].Value).Distinct().ToList();
        if (names.Count > 1 && (names.Count > MaxFamilyTypes || file.LineCount > MaxFamilyLines))
            yield return $"{file.Path} holds {names.Count} public types ({string.Join(", ", names)}); one, or a family of few lines.";
        if (names.Count > 0 && !names.Contains(file.FileName.Split('.')[0]))
            yield return $"{file.Path} is not named after one of its types ({string.Join(", ", names)}).";
    }

    public static IEnumerable<string> CheckNames(SourceFile file)
    {
        foreach (var folder in file.Path.Split('/')[..^1])
        {
            var last = folder.Split('.')[^1];
            if (_emptyWords.Contains(last) || _kindFolders.Contains(last))
                yield return $"{file.Path}: '{folder}' says nothing of what is inside.";
        }

        foreach (Match match in AnyTypeDeclaration().Matches(file.Text))
        {
            var name = match.Groups["name"].Value;
            if (_emptyWords.Any(word => name.EndsWith(word, StringComparison.Ordinal)))
                yield return $"{file.Path}: the type name '{name}' says nothing of what it does.";
        }
    }

    public static IEnumerable<string> CheckNamespace(SourceFile file)
    {
        if (file.ProjectName is not { } project || Namespace().Match(file.Text) is not { Success: true } match)
            yield break;
        var name = match.Groups["name"].Value;
        if (name != project && !name.StartsWith(project + ".", StringComparison.Ordinal))
            yield return $"{file.Path} declares the namespace {name}; it belongs to {project}.";
        if (match.Groups["end"].Value != ";")
            yield return $"{file.Path}: the namespace is not file-scoped.";
    }

    public static IEnumerable<string> CheckForbiddenText(SourceFile file)
    {
        foreach (var (number, line) in file.Lines.Index())
        {
            foreach (var (pattern, why) in _forbidden)
            {
                if (pattern.IsMatch(line))
                    yield return $"{file.Path}:{number + 1}: {why}: {line.Trim()}";
            }
        }

        if (EmptyCatch().IsMatch(file.Text))
            yield return $"{file.Path}: an exception is swallowed by an empty catch.";
    }

    private static readonly (Regex Pattern, string Why)[] _forbidden =
    [
        (ForeignLicence(), "copyleft text has no place here"),
        (OpenEnd(), "nothing is left for later in the code"),
        (Region(), "a file that needs regions needs to be two files"),
        (AsyncVoid(), "nobody can await async void"),
        (MachinePath(), "a path of one machine"),
    ];

    [GeneratedRegex(@"^public (?:(?:abstract|sealed|static|readonly|ref|partial|unsafe) )*(?:class|struct|interface|enum|record(?: struct| class)?|delegate [\w<>\[\]?.]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected|file) (?:(?:abstract|sealed|static|readonly|ref|partial|unsafe) )*(?:class|struct|interface|enum|record(?: struct| class)?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex AnyTypeDeclaration();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)\s*(?<end>[;{]?)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"catch\s*(\([^)]*\)\s*)?\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b[AL]?GPL(v?\d)?\b|GNU (Lesser |Affero )?General Public")]
    private static partial Regex ForeignLicence();

    [GeneratedRegex(@"//.*\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"^\s*#region\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"\basync void\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"[""'\s(](/work/|/home/\w+/)")]
    private static partial Regex MachinePath();
}
