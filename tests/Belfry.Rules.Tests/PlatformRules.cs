using System.Text.RegularExpressions;

namespace Belfry.Rules.Tests;

/// <summary>Nothing is of one system only without a guard beside it and a line in docs/platforms.md that says what others do.</summary>
internal static partial class PlatformRules
{
    /// <summary>What breaks the rule among all files of src/, in words.</summary>
    /// <param name="files">All of them.</param>
    /// <param name="page">The text of docs/platforms.md.</param>
    public static IEnumerable<string> Check(IReadOnlyCollection<SourceFile> files, string page)
    {
        var sources = files.Where(static file => !file.IsGenerated && file.Path.StartsWith("src/", StringComparison.Ordinal)).ToList();
        var listed = ListedFile().Matches(page).Select(static match => match.Groups[1].Value).ToHashSet();
        foreach (var file in sources)
        {
            var isBound = SystemCall().Match(file.Text) is { Success: true };
            if (!isBound && !Guard().IsMatch(file.Text))
                continue;
            if (isBound && !IsGuarded(file, sources))
                yield return $"{file.Path} calls what one system has only; neither it nor all that use it ask OperatingSystem first.";
            if (!listed.Remove(file.FileName))
                yield return $"{file.Path} depends on the system; docs/platforms.md does not say what happens on others.";
        }

        foreach (var name in listed)
            yield return $"docs/platforms.md speaks of {name}.cs, which does not depend on the system.";
    }

    // Bare imports may stand apart: then every file that calls them has to ask.
    private static bool IsGuarded(SourceFile file, List<SourceFile> sources)
    {
        if (Guard().IsMatch(file.Text))
            return true;
        var users = sources.Where(other => other != file && Regex.IsMatch(other.Text, $@"\b{Regex.Escape(file.FileName)}\.")).ToList();
        return users.Count > 0 && users.TrueForAll(static user => Guard().IsMatch(user.Text));
    }

    [GeneratedRegex(@"(DllImport|LibraryImport)\(""(libc|libSystem|kernel32|ntdll)\b|""/(proc|sys|dev|etc|usr)\b|\bSetRawSocketOption\b|\bUnixFileMode\.")]
    private static partial Regex SystemCall();

    [GeneratedRegex(@"\bOperatingSystem\.Is(Linux|Windows|MacOS)\(\)")]
    private static partial Regex Guard();

    [GeneratedRegex(@"^\| `(\w+)\.cs`", RegexOptions.Multiline)]
    private static partial Regex ListedFile();
}
