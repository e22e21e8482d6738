using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>Keeps every line that is logged; the test plugins report by logging NAME=VALUE.</summary>
internal sealed class RecordingLoggers : ILoggerFactory
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, EventId Id, string Text)> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    /// <summary>All lines so far.</summary>
    public IReadOnlyCollection<(string Category, LogLevel Level, EventId Id, string Text)> Lines => _lines;

    /// <summary>What the plugin reported under a name, in order.</summary>
    public IReadOnlyList<string> Reports(string name) =>
        [.. _lines.Select(l => AfterPlugin(l.Text)).Where(t => t.StartsWith(name + "=", StringComparison.Ordinal)).Select(t => t[(name.Length + 1)..])];

    /// <summary>The one report under a name.</summary>
    public string Report(string name) => Assert.Single(Reports(name));

    /// <summary>Whether a plugin logged exactly this.</summary>
    public bool HasPluginLine(string line) => _lines.Any(l => AfterPlugin(l.Text) == line);

    /// <summary>Completes when a plugin has logged exactly this.</summary>
    public Task WaitForPluginLineAsync(string line)
    {
        var source = _awaited.GetOrAdd(line, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (HasPluginLine(line))
            source.TrySetResult();
        return source.Task;
    }

    /// <summary>Completes when a plugin has logged exactly this so many times.</summary>
    public async Task WaitForPluginLineAsync(string line, int times)
    {
        while (true)
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited[line] = source;
            if (_lines.Count(l => AfterPlugin(l.Text) == line) >= times)
                return;
            await source.Task;
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    // "NAME: LINE" as the host logs it.
    private static string AfterPlugin(string text) => text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private sealed class Logger(RecordingLoggers owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            owner._lines.Enqueue((category, logLevel, eventId, text));
            if (owner._awaited.TryGetValue(AfterPlugin(text), out var source))
                source.TrySetResult();
        }
    }
}
