namespace Belfry.Cli.Retrieves;

/// <summary>Which instances have been moved: a text file with a SOP Instance UID in each line.</summary>
internal sealed class MoveJournal : IDisposable
{
    private readonly HashSet<string> _done;
    private readonly StreamWriter _writer;

    private MoveJournal(HashSet<string> done, StreamWriter writer)
    {
        _done = done;
        _writer = writer;
    }

    /// <param name="path">The file, made if need be.</param>
    public static MoveJournal Open(string path)
    {
        HashSet<string> done = File.Exists(path) ? [.. File.ReadLines(path)] : [];
        return new MoveJournal(done, new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" });
    }

    public bool Contains(string uid) => _done.Contains(uid);

    public void Add(IEnumerable<string> uids)
    {
        foreach (var uid in uids)
            _writer.WriteLine(uid);
    }

    public void Dispose() => _writer.Dispose();
}
