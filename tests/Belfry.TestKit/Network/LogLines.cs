using Microsoft.Extensions.Logging;

namespace Belfry.TestKit;

/// <summary>Gathers log lines for a test to look at.</summary>
public sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(int Id, LogLevel Level, string Text)> _lines = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(int Id, LogLevel Level, string Text)> All
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Waits until there are so many lines of the event. A line may follow what it tells of by a moment.</summary>
    public async Task WaitForAsync(int id, int count, CancellationToken cancellation)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_lines.Count(line => line.Id == id) >= count)
                    return;
                added = _added.Task;
            }

            await added.WaitAsync(cancellation);
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add((eventId.Id, logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }

    private void Add((int Id, LogLevel Level, string Text) line)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _lines.Add(line);
            added = _added;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }
}
