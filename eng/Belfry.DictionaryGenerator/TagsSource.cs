using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>Makes Tags.cs: one member per keyword.</summary>
internal static class TagsSource
{
    public static string Make(IReadOnlyList<ElementRow> elements)
    {
        var source = new StringBuilder(SourceText.Header);
        source.Append("/// <summary>Attribute tags by their PS3.6 keyword.</summary>\npublic static class Tags\n{\n");
        foreach (var row in elements.Where(row => !row.IsRepeating && row.Keyword.Length > 0))
        {
            var retired = row.IsRetired ? ", retired" : "";
            source.Append($"    /// <summary>{row.Pattern} {SourceText.Escape(row.Name)}, {row.VR}, {row.VM}{retired}.</summary>\n");
            source.Append($"    public static DicomTag {row.Keyword} => new(0x{row.Tag:X8});\n");
        }

        return source.Append("}\n").ToString();
    }
}
