using System.Globalization;
using System.Text;
using Belfry.LoadBench.Measuring;

namespace Belfry.LoadBench.Reporting;

/// <summary>The figures of a run as Markdown.</summary>
internal sealed class Report
{
    private readonly List<(string Row, int Clients, string Server, Sample Sample, long BytesPerRequest)> _figures = [];
    private readonly List<(string What, string Server, string Figure, string Aim)> _costs = [];

    /// <summary>A rate; payload of 0 bytes for each request where MB/s would say nothing.</summary>
    public void Add(string row, int clients, string server, Sample sample, long bytesPerRequest) =>
        _figures.Add((row, clients, server, sample, bytesPerRequest));

    /// <summary>A figure that is not a rate, such as memory.</summary>
    public void AddCost(string what, string server, string figure, string aim) => _costs.Add((what, server, figure, aim));

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        WriteFigures(text);
        WriteAims(text);
        WriteCosts(text);
        return text.ToString();
    }

    private void WriteFigures(StringBuilder text)
    {
        if (_figures.Count == 0)
            return;

        text.AppendLine("| Row | Associations | Server | Requests/s | MB/s | p50 µs | p99 µs | Server CPU µs/request | Resident MB |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach ((string row, int clients, string server, Sample sample, long bytes) in _figures.OrderBy(f => f.Clients).ThenBy(f => RowIndex(f.Row)))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {row} | {clients} | {server} | {Number(sample.Rate)} | {Number(bytes == 0 ? double.NaN : sample.Rate * bytes / 1e6)} | {Number(sample.P50)} | {Number(sample.P99)} | {Number(sample.CpuPerRequest)} | {sample.ResidentMegabytes:F0} |");
        }

        text.AppendLine();
    }

    private void WriteAims(StringBuilder text)
    {
        var lines = new List<string>();
        foreach (Aim aim in Aim.All)
        {
            foreach (int clients in _figures.Select(f => f.Clients).Distinct().Where(c => aim.Clients is null || c == aim.Clients).Order())
            {
                if (Find(aim.Row, clients, aim.Subject) is not { } subject || Find(aim.Row, clients, aim.Peer) is not { } peer)
                    continue;

                double ratio = aim.PerCpu ? peer.CpuPerRequest / subject.CpuPerRequest : subject.Rate / peer.Rate;
                string met = ratio >= aim.Ratio ? "met" : "**not met**";
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"| {aim.Row} | {clients} | {aim.Subject} / {aim.Peer} | {(aim.PerCpu ? "requests per CPU second" : "requests/s")} | ≥ {aim.Ratio} | {Ratio(ratio)} | {met} |"));
            }
        }

        if (lines.Count == 0)
            return;

        text.AppendLine("| Row | Associations | Servers | Of | Aim | Measured | |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        lines.ForEach(line => text.AppendLine(line));
        text.AppendLine();
    }

    private void WriteCosts(StringBuilder text)
    {
        if (_costs.Count == 0)
            return;

        text.AppendLine("| What | Server | Measured | Aim |");
        text.AppendLine("|---|---|---|---|");
        foreach ((string what, string server, string figure, string aim) in _costs)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {server} | {figure} | {aim} |");
    }

    private Sample? Find(string row, int clients, string server) =>
        _figures.Find(f => f.Row == row && f.Clients == clients && f.Server == server).Sample;

    private int RowIndex(string row) => _figures.FindIndex(f => f.Row == row);

    private static string Number(double value) => double.IsNaN(value) ? "–"
        : value.ToString(value >= 100 ? "N0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString(value >= 20 ? "N0" : value >= 3 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
