using System.Buffers;
using System.Globalization;
using System.Text;

namespace Belfry.Server.Logging;

/// <summary>
/// One line for each event: time, level, source, message; an exception's type and message follow, its stack at Debug and below. A factory
/// of its own, since the usual one is built of options and injected services, which a start would wait for.
/// </summary>
/// <param name="writer">Where lines go; it belongs to whoever made it.</param>
/// <param name="clock">Dates lines.</param>
/// <param name="level">The least level that is written; what is not ours is written from Warning on.</param>
internal sealed class LineLoggerFactory(LineWriter writer, TimeProvider clock, LogLevel level) : ILoggerFactory
{
    /// <summary>Tells of a failed start what the start throws as well.</summary>
    private const string ToldElsewhere = "Microsoft.Extensions.Hosting";

    private static readonly SearchValues<char> s_control =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(static code => (char)code).Where(char.IsControl)]);

    [ThreadStatic]
    private static StringBuilder? t_line;

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, Shorten(categoryName), LevelOf(categoryName));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Lines go to one place.");

    public void Dispose()
    {
        // Nothing here is to be freed.
    }

    /// <summary><c>Belfry.Network.Association</c> is <c>Network.Association</c> on the line.</summary>
    internal static string Shorten(string category) =>
        category.StartsWith("Belfry.", StringComparison.Ordinal) ? category["Belfry.".Length..] : category;

    private LogLevel LevelOf(string category)
    {
        if (category.StartsWith(ToldElsewhere, StringComparison.Ordinal))
            return LogLevel.None;
        return category.StartsWith("Microsoft.", StringComparison.Ordinal) && level < LogLevel.Warning ? LogLevel.Warning : level;
    }

    private void Write(LogLevel of, string source, string message, Exception? fault)
    {
        var line = t_line ??= new StringBuilder(256);
        line.Clear();
        line.Append(CultureInfo.InvariantCulture, $"{clock.GetLocalNow():yyyy-MM-dd HH:mm:ss.fff} ").Append(NameOf(of)).Append(' ');
        line.Append(source).Append(": ");
        AppendClean(line, message);
        if (fault is not null)
        {
            line.Append(" [").Append(fault.GetType().Name).Append(": ");
            AppendClean(line, fault.Message);
            line.Append(']');
            if (level <= LogLevel.Debug)
                line.Append('\n').Append(fault);
        }

        writer.Write(line, isUrgent: of >= LogLevel.Warning);
    }

    /// <summary>What peers wrote must not begin a new line or steer a terminal.</summary>
    private static void AppendClean(StringBuilder line, string text)
    {
        var start = line.Length;
        line.Append(text);
        if (!text.AsSpan().ContainsAny(s_control))
            return;
        for (var i = start; i < line.Length; i++)
        {
            if (char.IsControl(line[i]))
                line[i] = ' ';
        }
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

    private sealed class LineLogger(LineLoggerFactory factory, string source, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                factory.Write(logLevel, source, formatter(state, exception), exception);
        }
    }
}
