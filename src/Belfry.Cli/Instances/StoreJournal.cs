namespace Belfry.Cli.Instances;

/// <summary>Which files were stored: a <see cref="Journal"/> with the path of each, and what tells that it has not changed.</summary>
internal sealed class StoreJournal(Journal journal) : IDisposable
{
    public bool Contains(string path) => journal.Contains(LineOf(path));

    public void Add(string path) => journal.Add(LineOf(path));

    public void Dispose() => journal.Dispose();

    private static string LineOf(string path)
    {
        var file = new FileInfo(path);
        return FormattableString.Invariant($"{file.Length}\t{file.LastWriteTimeUtc.Ticks}\t{file.FullName.ReplaceLineEndings(" ")}");
    }
}
