using System.Diagnostics;
using System.Globalization;
using Belfry.Dicom;
using Belfry.Sdk.Testing;
using Belfry.Soak;

if (SoakOptions.Parse(args) is not { } options)
{
    Console.WriteLine(SoakOptions.Help);
    return args is ["--help"] ? 0 : 2;
}

var folder = Directory.CreateTempSubdirectory("belfry-soak-").FullName;
await using var sink = new StorageScp("SINK");
var endPoint = await sink.ListenAsync();
using var server = new SoakServer(options.Program, folder, endPoint.Port);
server.Start();
await UntilItServesAsync();

var tally = new SoakTally();
var disturbedUntil = 0L;
using var over = new CancellationTokenSource(options.Length);
var began = Stopwatch.GetTimestamp();
var peers = Enumerable.Range(0, options.Peers).Select(number => new SoakPeer(server, tally, IsDisturbed, number, (options.Seed * 1000) + number).RunAsync(over.Token)).ToList();
Console.WriteLine("| s | MB | descriptors | threads | temporary files | operations | broken off | faults |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
var restarts = Task.Run(RestartAsync);
while (!over.IsCancellationRequested)
{
    await Task.Delay(TimeSpan.FromSeconds(10), over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    if (IsDisturbed())
        continue;
    var (megabytes, descriptors, threads, files) = server.Look();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} | {megabytes:F0} | {descriptors} | {threads} | {files} | {tally.Operations} | {tally.Interrupted} | {tally.Faults.Count} |"));
}

await Task.WhenAll(peers);
await restarts;
var lost = await LostAsync();
var (_, lastDescriptors, _, lastFiles) = server.Look();
Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally}. Of {tally.Stored.Count} instances acknowledged, {lost} lost. {lastDescriptors} descriptors and {lastFiles} temporary files at the end."));
foreach (var fault in tally.Faults.Take(20))
    Console.WriteLine(fault);
var isGood = lost == 0 && tally.Faults.Count == 0;
if (isGood)
{
    server.Dispose();
    Directory.Delete(folder, recursive: true);
}
else
{
    Console.WriteLine($"Everything was left in {folder}.");
}

return isGood ? 0 : 1;

bool IsDisturbed() => Stopwatch.GetTimestamp() < Volatile.Read(ref disturbedUntil);

async Task RestartAsync()
{
    for (var kills = false; options.RestartEvery > TimeSpan.Zero; kills = !kills)
    {
        await Task.Delay(options.RestartEvery, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (over.IsCancellationRequested)
            return;
        Volatile.Write(ref disturbedUntil, long.MaxValue);
        var (ending, code) = await server.RestartAsync(kills, CancellationToken.None);
        await UntilItServesAsync();

        // Associations of before notice it in a while.
        Volatile.Write(ref disturbedUntil, Stopwatch.GetTimestamp() + (5 * Stopwatch.Frequency));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {(kills ? "killed" : "stopped")}: ended after {ending.TotalMilliseconds:F0} ms with {code} |"));
    }
}

async Task UntilItServesAsync()
{
    var patience = Stopwatch.GetTimestamp();
    while (true)
    {
        try
        {
            await using var scu = await Scu.ConnectAsync("127.0.0.1", server.Port, new ScuOptions { CalledAETitle = AETitle.Parse("BELFRY") });
            await scu.EchoAsync();
            return;
        }
        catch (Belfry.Network.AssociationException) when (Stopwatch.GetElapsedTime(patience) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(20);
        }
    }
}

async Task<int> LostAsync()
{
    await UntilItServesAsync();
    await using var scu = await Scu.ConnectAsync("127.0.0.1", server.Port, new ScuOptions { CalledAETitle = AETitle.Parse("BELFRY") });
    var missing = 0;
    foreach (var study in tally.Stored.GroupBy(static stored => stored.Study))
    {
        var keys = new DicomDataSet
        {
            { Tags.QueryRetrieveLevel, "IMAGE" }, { Tags.StudyInstanceUID, $"1.2.{study.Key}" }, { Tags.SeriesInstanceUID, $"1.2.{study.Key}.1" }, { Tags.SOPInstanceUID, "" },
        };
        var found = (await scu.FindAsync(keys)).Answers.Select(answer => answer.GetUid(Tags.SOPInstanceUID)).ToHashSet();
        missing += study.Count(stored => !found.Contains(SoakPeer.InstanceUid(stored.Study, stored.Number)));
    }

    return missing;
}
