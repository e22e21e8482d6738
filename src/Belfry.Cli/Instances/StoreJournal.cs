namespace Belfry.Cli.Instances;

/// <summary>
/// Which files were stored: a text file with a line for each, its path and what tells that it has not changed. A run that is repeated with the
/// same journal passes over them.
/// </summary>
internal sealed class StoreJournal : IDisposable
{
    private readonly HashSet<string> _done;
    private readonly StreamWriter? _writer;

    private StoreJournal(HashSet<string> done, StreamWriter? writer)
    {
        _done = done;
        _writer = writer;
    }

    /// <param name="path">The file, made if need be; null keeps no journal.</param>
    public static StoreJournal Open(string? path)
    {
        if (path is null)
            return new StoreJournal([], null);
        HashSet<string> done = File.Exists(path) ? [.. File.ReadLines(path)] : [];

        // What is written is there when the next file is sent, whatever becomes of this process.
        return new StoreJournal(done, new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" });
    }

    public bool Contains(string path) => _writer is not null && _done.Contains(LineOf(path));

    public void Add(string path) => _writer?.WriteLine(LineOf(path));

    public void Dispose() => _writer?.Dispose();

    private static string LineOf(string path)
    {
        var file = new FileInfo(path);
        return FormattableString.Invariant($"{file.Length}\t{file.LastWriteTimeUtc.Ticks}\t{file.FullName.ReplaceLineEndings(" ")}");
    }
}
