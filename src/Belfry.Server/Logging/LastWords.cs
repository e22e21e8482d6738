namespace Belfry.Server.Logging;

/// <summary>When the process ends by itself, by an unhandled exception or a plugin's exit, the lines that wait are written before.</summary>
internal sealed class LastWords : IDisposable
{
    /// <summary>Longer than a disk needs; whoever reads a pipe may have stopped, and must not hold up the end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly LineWriter _lines;

    public LastWords(LineWriter lines)
    {
        _lines = lines;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
    }

    private void OnUnhandled(object? sender, UnhandledExceptionEventArgs happening) => _lines.Flush(s_patience);

    private void OnExit(object? sender, EventArgs happening) => _lines.Flush(s_patience);
}
