using Belfry.DictionaryGenerator;

namespace Belfry.Dicom.Tests;

/// <summary>The tables in eng/dictionary, read from the repository that the tests were built in.</summary>
internal static class RepositoryTables
{
    public static string Root { get; } = GeneratedFiles.FindRoot(AppContext.BaseDirectory)
        ?? throw new InvalidOperationException("Belfry.slnx was not found above the test binary.");

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string name) =>
        Table.Read(Path.Combine(Root, "eng", "dictionary", name));
}
