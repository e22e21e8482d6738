using System.Text;
using Belfry.Server.Logging;

namespace Belfry.Server.Tests.Logging;

/// <summary>Lines on their way to the stream. The clock stands still, so that lines never have gathered for long enough by themselves.</summary>
public sealed class LineWriterTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly StandingClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_UsualLines_LeaveTogetherInOneWrite()
    {
        using var stream = new GatedStream();
        await using (var writer = new LineWriter(stream, _clock))
        {
            for (var i = 0; i < 100; i++)
                Write(writer, $"line {i}");
            Assert.Equal("", stream.Text);
        }

        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\n")), stream.Text);
        Assert.Equal(1, stream.Writes);
    }

    [Fact]
    public async Task Flush_LinesBeforeIt_AreWrittenWhenItReturns()
    {
        using var stream = new GatedStream();
        await using var writer = new LineWriter(stream, _clock);
        Write(writer, "first");
        Write(writer, "second");
        writer.Flush(s_patience);
        Assert.Equal("first\nsecond\n", stream.Text);
        writer.Flush(s_patience);
        Assert.Equal(1, stream.Writes);
    }

    [Fact]
    public async Task Flush_StreamThatTakesNothing_GivesUp()
    {
        using var stream = new GatedStream();
        stream.Shut();
        await using var writer = new LineWriter(stream, TimeProvider.System);
        Write(writer, "never seen", isUrgent: true);
        stream.AwaitWriter(Token);
        writer.Flush(TimeSpan.FromMilliseconds(1));
        Assert.Equal("", stream.Text);
        stream.Open();
    }

    [Fact]
    public async Task Write_UrgentLine_TakesThoseBeforeItAlong()
    {
        using var stream = new GatedStream();
        stream.Shut();
        await using var writer = new LineWriter(stream, _clock);
        Write(writer, "usual");
        Write(writer, "urgent", isUrgent: true);
        stream.AwaitWriter(Token);
        stream.Open();
        writer.Flush(s_patience);
        Assert.Equal("usual\nurgent\n", stream.Text);
    }

    [Fact]
    public async Task Write_SlowStream_HoldsUpWhoLogsAndLosesNothing()
    {
        const int Threads = 4, Lines = 3000;
        using var stream = new GatedStream();
        stream.Shut();
        await using (var writer = new LineWriter(stream, _clock))
        {
            // Far more than may wait.
            var padding = new string('x', 200);
            var written = 0;
            var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
            {
                for (var i = 0; i < Lines; i++)
                {
                    Write(writer, $"{thread} {i} {padding}");
                    Interlocked.Increment(ref written);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            stream.AwaitWriter(Token);
            Assert.InRange(Volatile.Read(ref written), 1, (2 * 256 * 1024 / 200) + 1);
            stream.Open();
            threads.ForEach(thread => thread.Join());
        }

        var lines = stream.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        Assert.Equal(Threads * Lines, lines.Count);
        foreach (var ofThread in lines.GroupBy(line => line[0]))
            Assert.Equal(Enumerable.Range(0, Lines), ofThread.Select(line => int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Write_StreamFailsAndRecovers_SaysHowManyLinesAreLost()
    {
        using var stream = new GatedStream { Fault = new IOException("No space left on device") };
        await using var writer = new LineWriter(stream, _clock);
        Write(writer, "one");
        Write(writer, "two");
        writer.Flush(s_patience);
        stream.Fault = null;
        Write(writer, "three");
        writer.Flush(s_patience);
        Assert.Equal("belfry: 2 log lines could not be written.\nthree\n", stream.Text);
    }

    [Fact]
    public async Task Write_LineLongerThanAllRoom_IsWrittenWhole()
    {
        using var stream = new GatedStream();
        var line = new string('x', 1024 * 1024);
        await using (var writer = new LineWriter(stream, _clock))
        {
            Write(writer, "short");
            Write(writer, line);
        }

        Assert.Equal($"short\n{line}\n", stream.Text);
    }

    [Fact]
    public async Task Write_AfterTheEnd_DoesNothing()
    {
        using var stream = new GatedStream();
        var writer = new LineWriter(stream, _clock);
        await writer.DisposeAsync();
        Write(writer, "late");
        writer.Flush(s_patience);
        Assert.Equal("", stream.Text);
    }

    private static void Write(LineWriter writer, string line, bool isUrgent = false) => writer.Write(Encoding.UTF8.GetBytes(line + "\n"), isUrgent);

    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
