using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Testing;

/// <summary>Keeps what is logged, at all levels. Thread-safe.</summary>
public sealed class RecordingLogger : ILogger
{
    private readonly Lock _lock = new();
    private readonly List<LogLine> _lines = [];

    /// <summary>The lines up to now, in the order in which they came.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        var line = new LogLine(logLevel, eventId, formatter(state, exception), exception);
        lock (_lock)
            _lines.Add(line);
    }

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}

/// <summary>Something logged.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Id">The event's number and name.</param>
/// <param name="Text">The message with its values put in.</param>
/// <param name="Exception">The exception; null for none.</param>
public sealed record LogLine(LogLevel Level, EventId Id, string Text, Exception? Exception);
