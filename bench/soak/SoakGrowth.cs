using System.Globalization;

namespace Belfry.Soak;

/// <summary>What the server has at a moment: its process, and the log of its index.</summary>
internal readonly record struct SoakSample(double Megabytes, int Descriptors, int Threads, int TemporaryFiles, int LogMegabytes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Megabytes:F0} MB, {Descriptors} descriptors, {Threads} threads, {TemporaryFiles} temporary files, {LogMegabytes} MB of log");
}

/// <summary>Tells whether something grows: in the time without restarts, and from the rest before all to the rest after it.</summary>
internal sealed class SoakGrowth
{
    // What a pool of threads, the collector's moods and a few readers of the database may differ by.
    private const double AllowedMegabytes = 40;
    private const double AllowedShare = 0.15;
    private const int AllowedCount = 24;

    private readonly List<SoakSample> _samples = [];

    /// <summary>A sample under the same load as the others.</summary>
    public void Add(SoakSample sample) => _samples.Add(sample);

    /// <summary>The medians of the first and of the last third.</summary>
    public (SoakSample First, SoakSample Last) Thirds() =>
        _samples.Count < 3 ? default : (MedianOf(_samples[..(_samples.Count / 3)]), MedianOf(_samples[^(_samples.Count / 3)..]));

    /// <summary>What grew under load, in words.</summary>
    public IEnumerable<string> UnderLoad()
    {
        var (first, last) = Thirds();
        if (last.Megabytes > (first.Megabytes * (1 + AllowedShare)) + AllowedMegabytes)
            yield return $"Memory grew under load: {first} became {last}.";
        if (IsMore(first.Descriptors, last.Descriptors) || IsMore(first.Threads, last.Threads) || IsMore(first.TemporaryFiles, last.TemporaryFiles) || IsMore(first.LogMegabytes, last.LogMegabytes))
            yield return $"Something grew under load: {first} became {last}.";
    }

    /// <summary>What stayed behind, in words.</summary>
    public static IEnumerable<string> AtRest(SoakSample before, SoakSample after)
    {
        if (after.Descriptors > before.Descriptors + AllowedCount || after.Threads > before.Threads + AllowedCount || after.TemporaryFiles > before.TemporaryFiles)
            yield return $"Something was left behind: {before} became {after}.";
    }

    private static bool IsMore(int first, int last) => last > (first * (1 + AllowedShare)) + AllowedCount;

    private static SoakSample MedianOf(List<SoakSample> samples) => new(
        Median(samples.Select(static sample => sample.Megabytes)),
        (int)Median(samples.Select(static sample => (double)sample.Descriptors)),
        (int)Median(samples.Select(static sample => (double)sample.Threads)),
        (int)Median(samples.Select(static sample => (double)sample.TemporaryFiles)),
        (int)Median(samples.Select(static sample => (double)sample.LogMegabytes)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
