namespace Belfry.LoadBench.Measuring;

/// <summary>
/// One repetition of one row at one server. Times in microseconds; <see cref="P50"/> and <see cref="P99"/> are NaN where a shipped
/// tool was the client.
/// </summary>
internal sealed record Sample(int Requests, double Rate, double P50, double P99, double CpuPerRequest, double ResidentMegabytes)
{
    /// <summary>Each figure's median over the repetitions.</summary>
    public static Sample Median(IReadOnlyList<Sample> samples) => new(
        samples.Sum(s => s.Requests),
        Median(samples.Select(s => s.Rate)),
        Median(samples.Select(s => s.P50)),
        Median(samples.Select(s => s.P99)),
        // Processor time is counted in hundredths of a second: the whole is more exact than the median of the parts.
        samples.Sum(s => s.CpuPerRequest * s.Requests) / samples.Sum(s => s.Requests),
        Median(samples.Select(s => s.ResidentMegabytes)));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
