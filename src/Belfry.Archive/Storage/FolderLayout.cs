using System.Globalization;

namespace Belfry.Archive;

/// <summary>
/// Where a file lies: two folders made of the time in its name, 4.7 hours and 4 seconds wide, so that files that come together lie together and
/// no folder grows without bound; then the name itself.
/// </summary>
internal static class FolderLayout
{
    private const int OuterDigits = 6;
    private const int InnerDigits = 3;
    private const int DigitsOfTime = 12;

    /// <summary>The folder of a file, relative to the area.</summary>
    public static string FolderOf(Guid id)
    {
        var name = id.ToString("N");
        return string.Concat(name.AsSpan(0, OuterDigits), "/", name.AsSpan(OuterDigits, InnerDigits));
    }

    public static string NameOf(Guid id) => id.ToString("N");

    /// <summary>Files of an area whose times are not before the given one, oldest first. What is not ours is passed over.</summary>
    public static IEnumerable<Guid> List(string root, long since)
    {
        foreach (var outer in Folders(root, OuterDigits, "", since))
        {
            foreach (var inner in Folders(Path.Combine(root, outer), InnerDigits, outer, since))
            {
                foreach (var path in Directory.EnumerateFiles(Path.Combine(root, outer, inner)).Order(StringComparer.Ordinal))
                {
                    if (TryParse(Path.GetFileName(path), out var id) && FolderOf(id) == $"{outer}/{inner}" && FileClock.TimeOf(id) >= since)
                        yield return id;
                }
            }
        }
    }

    private static IEnumerable<string> Folders(string parent, int digits, string before, long since)
    {
        if (!Directory.Exists(parent))
            yield break;
        var first = since.ToString("x12", CultureInfo.InvariantCulture);
        foreach (var path in Directory.EnumerateDirectories(parent).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name.Length == digits && IsHex(name) && string.CompareOrdinal(before + name, first[..Math.Min(DigitsOfTime, before.Length + digits)]) >= 0)
                yield return name;
        }
    }

    private static bool TryParse(string name, out Guid id)
    {
        id = default;
        return name.Length == 32 && IsHex(name) && Guid.TryParseExact(name, "N", out id);
    }

    private static bool IsHex(string name) => !name.AsSpan().ContainsAnyExcept("0123456789abcdef");
}
