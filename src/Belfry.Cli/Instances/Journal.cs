namespace Belfry.Cli.Instances;

/// <summary>
/// What a run has done: a text file with a line for each, after a first line that says between whom. A run that is repeated with the same journal
/// passes over it; one with another peer is refused.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly HashSet<string> _done;
    private readonly StreamWriter? _writer;

    private Journal(HashSet<string> done, StreamWriter? writer)
    {
        _done = done;
        _writer = writer;
    }

    /// <param name="path">The file, made if need be; null keeps no journal.</param>
    /// <param name="between">What the journal is about, in one line: who sends to whom.</param>
    /// <exception cref="ToolException">It is about something else.</exception>
    public static Journal Open(string? path, string between)
    {
        if (path is null)
            return new Journal([], null);
        var first = $"# {between}";
        HashSet<string> done = File.Exists(path) ? [.. File.ReadLines(path)] : [];
        if (done.Count > 0 && !done.Contains(first))
        {
            throw new ToolException(
                ExitCodes.Usage, $"The journal {path} is not about '{between}' but about something else: {File.ReadLines(path).First()}. Choose another, or delete it.");
        }

        // What is written is there when the next instance is sent, whatever becomes of this process.
        var writer = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        if (done.Count == 0)
            writer.WriteLine(first);
        return new Journal(done, writer);
    }

    public bool Contains(string line) => _writer is not null && _done.Contains(line);

    public void Add(string line) => _writer?.WriteLine(line);

    public void Dispose() => _writer?.Dispose();
}
