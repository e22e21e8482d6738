namespace Belfry.DictionaryGenerator;

/// <summary>The files that this tool makes: written, or compared with what is there.</summary>
internal static class GeneratedFiles
{
    private const string Folder = "src/Belfry.Dicom/Dictionary/Generated";

    /// <summary>The repository's root, at or above a folder; null when there is none.</summary>
    public static string? FindRoot(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Belfry.slnx")))
                return at.FullName;
        }

        return null;
    }

    /// <summary>Writes every file.</summary>
    /// <returns>Their paths below the root.</returns>
    public static IReadOnlyList<string> Write(string root)
    {
        var files = Make(root);
        foreach (var (path, content) in files)
            File.WriteAllText(Path.Combine(root, path), content);
        return [.. files.Select(file => file.Path)];
    }

    /// <summary>The files that are missing, differ, or should not be there.</summary>
    public static IReadOnlyList<string> FindStale(string root)
    {
        var files = Make(root);
        var stale = files.Where(file => !IsCurrent(Path.Combine(root, file.Path), file.Content)).Select(file => file.Path);
        var foreign = Directory.EnumerateFiles(Path.Combine(root, Folder))
            .Select(path => $"{Folder}/{Path.GetFileName(path)}")
            .Except(files.Select(file => file.Path));
        return [.. stale, .. foreign];
    }

    private static bool IsCurrent(string path, string content) => File.Exists(path) && File.ReadAllText(path) == content;

    private static List<(string Path, string Content)> Make(string root)
    {
        var tables = Path.Combine(root, "eng", "dictionary");
        var elements = ElementRow.ReadAll(Path.Combine(tables, "data-elements.tsv"));
        var privates = PrivateRow.ReadAll(Path.Combine(tables, "private-dictionary.tsv"));
        var uids = UidRow.ReadAll(Path.Combine(tables, "uids.tsv"));
        var storage = Table.Read(Path.Combine(tables, "storage-sop-classes.tsv"));
        var syntaxes = Table.Read(Path.Combine(tables, "transfer-syntaxes.tsv"));
        var codes = new AttributeCodes();
        return
        [
            ($"{Folder}/Tags.cs", TagsSource.Make(elements)),
            ($"{Folder}/Uids.cs", UidsSource.Make(uids)),
            ($"{Folder}/ElementTable.cs", ElementTableSource.Make(elements, codes)),
            ($"{Folder}/PrivateElementTable.cs", PrivateElementTableSource.Make(privates, codes)),
            ($"{Folder}/ValueMultiplicities.cs", codes.MakeSource()),
            ($"{Folder}/UidTable.cs", UidTableSource.Make(uids, storage)),
            ($"{Folder}/TransferSyntaxTable.Rows.cs", TransferSyntaxSource.Make(syntaxes)),
        ];
    }
}
