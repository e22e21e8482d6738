using Belfry.Orthanc.Isolation.Messages;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Child;

/// <summary>Loggers whose lines go to the server.</summary>
/// <param name="line">The way to the server.</param>
/// <param name="least">The least level that the server wants.</param>
internal sealed class ForwardedLog(ServerLine line, LogLevel least) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) =>
        new Logger(this, categoryName.StartsWith("Belfry.Plugins.", StringComparison.Ordinal));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Lines go to the server.");

    public void Dispose()
    {
    }

    private sealed class Logger(ForwardedLog owner, bool isPlugin) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var message = new MessageWriter();
            new LogMessage(isPlugin, logLevel, eventId.Id, formatter(state, exception), exception?.ToString()).WriteTo(message);
            owner.Line.Post(0, MessageKind.Log, message.Written);
        }
    }

    private ServerLine Line => line;

    private LogLevel Least => least;
}
