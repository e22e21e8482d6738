namespace Belfry.Cli.Output;

/// <summary>
/// How far a command is: on a terminal one line that is written over, elsewhere a line now and then, always to where complaints go, so that
/// results stay apart.
/// </summary>
public sealed class Progress
{
    private const int BarLength = 30;

    // Ten times a second looks alive; a log wants less.
    private static readonly TimeSpan _onTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _elsewhere = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly bool _isTerminal;
    private readonly long _began;
    private long _shown;
    private int _width;

    /// <param name="output">Where complaints go.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="isTerminal">Whether that is a terminal; by default, when it is standard error and nobody has redirected it.</param>
    public Progress(TextWriter output, TimeProvider clock, bool? isTerminal = null)
    {
        _output = output;
        _clock = clock;
        _isTerminal = isTerminal ?? (ReferenceEquals(output, Console.Error) && !Console.IsErrorRedirected);
        _began = _shown = clock.GetTimestamp();
    }

    /// <summary>Shows it, if the last time is long enough ago.</summary>
    /// <param name="done">How many are done.</param>
    /// <param name="total">How many there are; null when that is not known.</param>
    /// <param name="failed">How many of those done failed.</param>
    public void Show(long done, long? total, long failed)
    {
        if (!IsTime())
            return;
        var bar = _isTerminal && total is > 0 and var all ? Bar((double)done / all) + " " : "";
        Write(bar + Describe(done, total, failed));
    }

    /// <summary>Shows a line, if the last time is long enough ago.</summary>
    public void Show(string text)
    {
        if (IsTime())
            Write(text);
    }

    /// <summary>Takes the line away.</summary>
    public void End()
    {
        if (_isTerminal && _width > 0)
            Overwrite("");
    }

    private bool IsTime()
    {
        if (_clock.GetElapsedTime(_shown) < (_isTerminal ? _onTerminal : _elsewhere))
            return false;
        _shown = _clock.GetTimestamp();
        return true;
    }

    private void Write(string text)
    {
        if (_isTerminal)
            Overwrite(text);
        else
            _output.WriteLine($"belfry: {text}");
    }

    private static string Bar(double part)
    {
        var full = (int)(Math.Clamp(part, 0, 1) * BarLength);
        return $"[{new string('#', full)}{new string('.', BarLength - full)}]";
    }

    private string Describe(long done, long? total, long failed)
    {
        var rate = done / Math.Max(0.001, _clock.GetElapsedTime(_began).TotalSeconds);
        var of = total is { } all ? $" of {all}" : "";
        var faults = failed > 0 ? $", {failed} failed" : "";
        return FormattableString.Invariant($"{done}{of} instances{faults}, {rate:0}/s");
    }

    private void Overwrite(string text)
    {
        _output.Write('\r');
        _output.Write(text.PadRight(_width));
        if (text.Length == 0)
            _output.Write('\r');
        _output.Flush();
        _width = text.Length;
    }
}
