using System.Collections;
using System.Text.Unicode;
using Belfry.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests.Logging;

/// <summary>What a line looks like.</summary>
public sealed class LineLoggerTests
{
    [Fact]
    public async Task Log_AMessage_IsTimeLevelSourceAndText() =>
        Assert.Equal("2026-01-31 08:30:05.042 INFO  Network: An echo\n", await LogAsync(logger => logger.LogInformation("An echo")));

    [Fact]
    public async Task Log_StateThatWritesItself_IsWrittenAsItIsAndCleaned() =>
        Assert.Equal(
            "2026-01-31 08:30:05.042 WARN  Network: 7 of Grüße   x\n",
            await LogAsync(logger => logger.Log(LogLevel.Warning, 1, new Line(7, "Grüße\n\u0085x"), null, static (_, _) => "never asked")));

    [Fact]
    public async Task Log_BareValueAsState_IsSaidByItsFormatter() =>
        Assert.EndsWith(": seven\n", await LogAsync(logger => logger.Log(LogLevel.Warning, 1, 7, null, static (_, _) => "seven")), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\nb", "a b")]
    [InlineData("a\u001b[31mb", "a [31mb")]
    [InlineData("a\u007fb", "a b")]
    [InlineData("a\u009b31mb", "a  31mb")]
    [InlineData("a\u202eb\u200fc\u061c", "a   b   c  ")]
    [InlineData("\u00a0é°Ж漢😀—؟", "\u00a0é°Ж漢😀—؟")]
    public async Task Log_TextOfPeers_NeitherBeginsALineNorSteersATerminal(string text, string shown) =>
        Assert.EndsWith($": {shown}\n", await LogAsync(logger => logger.LogInformation("{Text}", text)), StringComparison.Ordinal);

    [Fact]
    public async Task Log_Exception_NamesItAndKeepsItsStackForDebug()
    {
        var fault = new InvalidOperationException("broken\nin two");
        Assert.EndsWith(": Oh [InvalidOperationException: broken in two]\n", await LogAsync(logger => logger.LogError(fault, "Oh")), StringComparison.Ordinal);
        var lines = await LogAsync(logger => logger.LogError(fault, "Oh"), LogLevel.Debug);
        Assert.EndsWith("in two]\nSystem.InvalidOperationException: broken\nin two\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_CriticalEvent_IsOutWhenTheCallReturns()
    {
        using var stream = new GatedStream();
        await using var writer = new LineWriter(stream, new Clock());
        using var loggers = new LineLoggerFactory(writer, new Clock(), LogLevel.Information);
        loggers.CreateLogger("Belfry.Network").LogCritical("The end");
        Assert.Equal("2026-01-31 08:30:05.042 FATAL Network: The end\n", stream.Text);
    }

    private static async Task<string> LogAsync(Action<ILogger> log, LogLevel level = LogLevel.Information)
    {
        using var stream = new GatedStream();
        await using (var writer = new LineWriter(stream, new Clock()))
        {
            using var loggers = new LineLoggerFactory(writer, new Clock(), level);
            log(loggers.CreateLogger("Belfry.Network"));
        }

        return stream.Text;
    }

    private sealed class Clock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(1), "here", "here");

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 31, 7, 30, 5, TimeSpan.Zero).AddMilliseconds(42.9);

        public override long GetTimestamp() => 0;
    }

    private readonly struct Line(int number, string text) : IReadOnlyList<KeyValuePair<string, object?>>, IUtf8SpanFormattable
    {
        public int Count => 1;

        public KeyValuePair<string, object?> this[int index] => new("Number", number);

        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
            Utf8.TryWrite(utf8Destination, provider, $"{number} of {text}", out bytesWritten);

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
