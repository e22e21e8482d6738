using System.Globalization;
using System.Text;

namespace Belfry.Server.Logging;

/// <summary>
/// One line for each event: time, level, source, message; an exception's type and message follow, its stack at Debug and below. A factory
/// of its own, since the usual one is built of options and injected services, which a start would wait for. A state that can write itself
/// in UTF-8 (<see cref="IUtf8SpanFormattable"/>) becomes a line without becoming a string before.
/// </summary>
/// <param name="writer">Where lines go; it belongs to whoever made it.</param>
/// <param name="clock">Dates lines.</param>
/// <param name="level">The least level that is written; what is not ours is written from Warning on.</param>
internal sealed class LineLoggerFactory(LineWriter writer, TimeProvider clock, LogLevel level) : ILoggerFactory
{
    /// <summary>Tells of a failed start what the start throws as well.</summary>
    private const string ToldElsewhere = "Microsoft.Extensions.Hosting";

    /// <summary>After a critical event the process may end at once; so long is waited for the lines to be out.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static LineText? t_line;

    /// <summary>How much of each part is written.</summary>
    public LogParts Parts { get; } = new(level);

    public ILogger CreateLogger(string categoryName) =>
        new LineLogger(this, Shorten(categoryName), Parts.Of(categoryName), FloorOf(categoryName));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Lines go to one place.");

    public void Dispose()
    {
        // Nothing here is to be freed.
    }

    /// <summary><c>Belfry.Network.Association</c> is <c>Network.Association</c> on the line.</summary>
    internal static string Shorten(string category) =>
        category.StartsWith("Belfry.", StringComparison.Ordinal) ? category["Belfry.".Length..] : category;

    private TimeProvider Clock => clock;

    // What is not ours is of interest when it warns.
    private static LogLevel FloorOf(string category)
    {
        if (category.StartsWith(ToldElsewhere, StringComparison.Ordinal))
            return LogLevel.None;
        return category.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace;
    }

    private void End(LineText line, LogLevel of, LogLevel least, Exception? fault)
    {
        if (fault is not null)
        {
            line.AppendClean($" [{fault.GetType().Name}: {fault.Message}]");
            if (least <= LogLevel.Debug)
                line.AppendClean($"\n{fault}", hasLines: true);
        }

        line.Append("\n"u8);
        writer.Write(line.Written, isUrgent: of >= LogLevel.Warning);
        if (of >= LogLevel.Critical)
            writer.Flush(s_lastWords);
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };

    private sealed class LineLogger(LineLoggerFactory factory, string source, LogPart part, LogLevel floor) : ILogger
    {
        // What stands between time and message, by level.
        private readonly byte[][] _heads =
            [.. Enum.GetValues<LogLevel>().Where(l => l < LogLevel.None).Select(l => Encoding.UTF8.GetBytes($" {NameOf(l)} {source}: "))];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= part.Least && logLevel >= floor && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            // The message comes first, since making it might log.
            var message = HasUtf8<TState>() ? null : formatter(state, exception);
            var line = Begin(logLevel);
            if (message is null && !TryAppend(line, ref state))
                message = formatter(state, exception);
            if (message is not null)
                line.AppendClean(message);
            factory.End(line, logLevel, part.Least, exception);
        }

        /// <summary>
        /// A state that lists its values, and so is no bare value, and has a text: that is its message by convention. Known for each type
        /// when the method is compiled.
        /// </summary>
        private static bool HasUtf8<TState>() =>
            typeof(IUtf8SpanFormattable).IsAssignableFrom(typeof(TState)) && typeof(IReadOnlyList<KeyValuePair<string, object?>>).IsAssignableFrom(typeof(TState));

        private static bool TryAppend<TState>(LineText line, ref TState state)
        {
            int written;
            // A call by way of the interface does not box the value.
            while (!((IUtf8SpanFormattable)state!).TryFormat(line.GetRoom(), out written, default, CultureInfo.InvariantCulture))
            {
                if (!line.TryGrow())
                    return false;
            }

            line.Take(written);
            return true;
        }

        private LineText Begin(LogLevel of)
        {
            var line = t_line ??= new LineText();
            line.Begin();
            line.AppendTime(factory.Clock);
            line.Append(_heads[(int)of]);
            return line;
        }
    }
}
