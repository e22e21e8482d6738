using System.Diagnostics;
using System.Globalization;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk.Testing;
using Belfry.Services;

namespace Belfry.Soak;

/// <summary>One run: peers and restarts for the time that was asked for, then what became of all that was promised.</summary>
internal sealed class SoakRun(SoakOptions options, SoakServer server, SoakTally tally, CommitmentReports reports)
{
    // Associations of before notice a restart in a while.
    private static readonly TimeSpan _confusion = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    // A second that takes longer than this was none: the machine, or all of its processes, stood still.
    private static readonly TimeSpan _longestSecond = TimeSpan.FromSeconds(4);

    private readonly SoakGrowth _growth = new();
    private long _disturbedUntil;

    /// <summary>True when a peer may not be served as it should, because of a restart.</summary>
    private bool IsDisturbed => Stopwatch.GetTimestamp() < Volatile.Read(ref _disturbedUntil);

    /// <returns>True when nothing was lost, nothing grew and nothing failed.</returns>
    public async Task<bool> RunAsync()
    {
        server.Start();
        await UntilItServesAsync();
        var before = server.Look();
        using var over = new CancellationTokenSource(options.Length);
        var peers = Enumerable.Range(0, options.Peers)
            .Select(number => new SoakPeer(server, tally, reports, () => IsDisturbed, number, (options.Seed * 1000) + number).RunAsync(over.Token)).ToList();
        var (restarts, watch) = (RestartAsync(over.Token), WatchAsync(over.Token));
        await RecordAsync(over.Token);
        await Task.WhenAll(peers);
        await restarts;
        await watch;

        var left = await RestAsync(before);
        var (first, last) = _growth.Thirds();
        Say($"\n{tally}. Broken off by restarts: {tally.Interrupted}.");
        Say($"Under load without restarts, first and last third: {first}; {last}. At rest, before and after: {before}; {left}.");
        var unreported = await UnreportedAsync();
        Say($"Of {tally.Transactions.Count} commitments promised, {unreported} were not reported.");
        var lost = await LostAsync();
        Say($"Of {tally.Stored.Count} instances acknowledged, {lost} are lost.");
        var (rows, files) = await server.CountAsync();
        Say($"{rows} instances in the index, {files} files in the archive.");
        if (rows != files)
            tally.Fault("Files and rows do not agree.");
        foreach (var grown in _growth.UnderLoad().Concat(SoakGrowth.AtRest(before, left)))
            tally.Fault(grown);
        Say(server.CountErrors());
        foreach (var fault in tally.Faults.Take(20))
            Say(fault);
        return lost == 0 && unreported == 0 && tally.Faults.Count == 0;
    }

    private async Task RecordAsync(CancellationToken over)
    {
        var began = Stopwatch.GetTimestamp();
        Say("| s | MB | descriptors | threads | temporary files | MB of log | operations | broken off | faults |");
        Say("|---|---|---|---|---|---|---|---|---|");
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (IsDisturbed || over.IsCancellationRequested)
                continue;
            var sample = server.Look();
            var elapsed = Stopwatch.GetElapsedTime(began);
            Say($"| {elapsed.TotalSeconds:F0} | {sample.Megabytes:F0} | {sample.Descriptors} | {sample.Threads} | {sample.TemporaryFiles} | {sample.LogMegabytes} | {tally.Operations} | {tally.Interrupted} | {tally.Faults.Count} |");
            if (elapsed > options.Length - options.Calm)
                _growth.Add(sample);
        }
    }

    private async Task RestartAsync(CancellationToken over)
    {
        var end = Stopwatch.GetTimestamp() + (long)((options.Length - options.Calm).TotalSeconds * Stopwatch.Frequency);
        for (var kills = false; options.RestartEvery > TimeSpan.Zero; kills = !kills)
        {
            await Task.Delay(options.RestartEvery, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested || Stopwatch.GetTimestamp() > end)
                return;
            Volatile.Write(ref _disturbedUntil, long.MaxValue);
            var (ending, code) = await server.RestartAsync(kills, CancellationToken.None);
            await UntilItServesAsync();
            Volatile.Write(ref _disturbedUntil, Stopwatch.GetTimestamp() + (long)(_confusion.TotalSeconds * Stopwatch.Frequency));
            Say($"| {(kills ? "killed" : "stopped")}: ended after {ending.TotalMilliseconds:F0} ms with {code} |");
        }
    }

    private async Task WatchAsync(CancellationToken over)
    {
        for (var last = Stopwatch.GetTimestamp(); !over.IsCancellationRequested;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(last, now) is var second && second > _longestSecond)
            {
                Volatile.Write(ref _disturbedUntil, Math.Max(Volatile.Read(ref _disturbedUntil), now + (long)(_confusion.TotalSeconds * Stopwatch.Frequency)));
                tally.Forgive(last);
                Say($"| everything stood still for {second.TotalSeconds:F0} s |");
            }

            last = now;
        }
    }

    private async Task UntilItServesAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var scu = await Scu.ConnectAsync("127.0.0.1", server.Port, new ScuOptions { CalledAETitle = AETitle.Parse("BELFRY") });
                await scu.EchoAsync();
                return;
            }
            catch (AssociationException) when (Stopwatch.GetElapsedTime(began) < _patience)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>What the server has when all peers have gone and what they left has timed out.</summary>
    private async Task<SoakSample> RestAsync(SoakSample before)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var sample = server.Look();
            if (!SoakGrowth.AtRest(before, sample).Any() || Stopwatch.GetElapsedTime(began) > _patience)
                return sample;
            await Task.Delay(1000);
        }
    }

    private async Task<int> UnreportedAsync()
    {
        var all = tally.Transactions.ToList();
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(_patience));
        foreach (var report in all.Where(static report => report.IsCompletedSuccessfully))
        {
            if (await report is { } fault)
                tally.Fault(fault);
        }

        return all.Count(static report => !report.IsCompletedSuccessfully);
    }

    /// <summary>Retrieves everything, study by study, and compares it.</summary>
    private async Task<int> LostAsync()
    {
        var missing = 0;
        foreach (var study in tally.Stored.GroupBy(static stored => stored.Study))
        {
            var receiver = new SoakGet(tally, TimeSpan.Zero, 0);
            await using var association = await SoakPeer.RequestGetAsync(server.Port, receiver);
            await foreach (var reply in association.InvokeAsync(SoakPeer.Get, SoakPeer.Keys(SoakInstance.StudyUid(study.Key))))
            {
                if (!reply.Status.IsPending && reply.Status != DimseStatus.Success)
                    tally.Fault($"Study {study.Key} is retrieved with {reply.Status}.");
            }

            missing += study.Except(receiver.Received).Count();
            await association.ReleaseAsync();
        }

        return missing;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.WriteLine(line);
}
