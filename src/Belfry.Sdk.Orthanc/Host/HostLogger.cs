using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Orthanc;

/// <summary>Writes into the host's log. Lines of level Trace, which may hold patient data, only where the host has that level too.</summary>
internal sealed class HostLogger(HostServices services) : ILogger, ILoggerFactory
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel switch
    {
        LogLevel.None => false,
        LogLevel.Trace => services.HasTrace,
        _ => true,
    };

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
            return;
        var line = formatter(state, exception);
        services.Log(
            logLevel switch
            {
                LogLevel.Trace => HostLogLevel.Trace,
                LogLevel.Debug or LogLevel.Information => HostLogLevel.Information,
                LogLevel.Warning => HostLogLevel.Warning,
                _ => HostLogLevel.Error,
            },
            exception is null ? line : $"{line}: {exception}");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // The host's log is the only one.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
