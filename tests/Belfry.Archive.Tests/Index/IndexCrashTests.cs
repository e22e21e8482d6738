using System.Diagnostics;
using System.Globalization;
using System.Text;
using Belfry.Dicom;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>The process that adds is killed at random moments: what it acknowledged is there.</summary>
public sealed class IndexCrashTests
{
    private const string Variable = "BELFRY_TEST_INDEX_TO_CRASH";
    private const string Acknowledged = "acknowledged ";
    private const int Callers = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddAsync_TheProcessIsKilled_LosesNothingAcknowledged()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        var random = new Random(20260102);
        HashSet<string> acknowledged = [];
        for (var round = 0; round < 5; round++)
        {
            await RunChildAsync(folder.Path, round, random.Next(20, 300), acknowledged);

            folder.Reopen();
            var found = await folder.Index.FindAsync(Sdk.QueryRetrieveLevel.Image, []);
            var uids = found.Select(image => image.GetString(Tags.SOPInstanceUID) ?? "").ToList();
            Assert.Empty(acknowledged.Except(uids));
            Assert.Equal(uids.Count, uids.Distinct().Count());
            var totals = await folder.Index.MeasureAsync(Cancellation);
            Assert.Equal(uids.Count, totals.Instances);
            Assert.Equal(uids.Count * 1000L, totals.Length);
            var unsynced = 0;
            await foreach (var file in folder.Index.ListUnsyncedAsync(Cancellation))
            {
                Assert.True(await folder.Index.ContainsFileAsync(file.FileId, Cancellation));
                unsynced++;
            }

            Assert.Equal(uids.Count, unsynced);
            await folder.CloseAsync();
            using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
            Assert.Equal("ok", database.QueryText("PRAGMA integrity_check"));
            Assert.Equal("", database.QueryText("PRAGMA foreign_key_check"));
        }
    }

    /// <summary>What the process to be killed runs; without the variable there is nothing to do.</summary>
    [Fact]
    public async Task Child_IsToldAnIndex_AddsUntilKilled()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } told)
            return;
        var separator = told.IndexOf(':');
        var round = int.Parse(told.AsSpan(0, separator), CultureInfo.InvariantCulture);
        await using var index = SqliteIndex.Open(new ArchiveIndexOptions { Path = told[(separator + 1)..], LogLength = 256 * 1024 });
        await using var output = Console.OpenStandardOutput();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => AddForeverAsync(index, round, caller, output)));
    }

    private static async Task AddForeverAsync(SqliteIndex index, int round, int caller, Stream output)
    {
        for (var number = 0; ; number++)
        {
            var header = Instances.Header($"P{caller}", (round * Callers) + caller, number / 10, number);
            await index.AddAsync(Instances.New(header) with { UnsyncedFile = new byte[1000] }, Cancellation);
            var line = Encoding.ASCII.GetBytes($"\n{Acknowledged}{header.GetString(Tags.SOPInstanceUID)}\n");
            lock (output)
                output.Write(line);
        }
    }

    private static async Task RunChildAsync(string path, int round, int count, HashSet<string> acknowledged)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "-noColor", "-method", $"*{nameof(IndexCrashTests)}.{nameof(Child_IsToldAnIndex_AddsUntilKilled)}" },
            Environment = { [Variable] = string.Create(CultureInfo.InvariantCulture, $"{round}:{path}") },
        };
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The test program cannot be started.");
        try
        {
            var isKilled = false;
            while (await child.StandardOutput.ReadLineAsync(Cancellation) is { } line)
            {
                // The last line may be cut.
                if (!line.StartsWith(Acknowledged, StringComparison.Ordinal))
                    continue;
                acknowledged.Add(line[Acknowledged.Length..]);
                if (--count > 0 || isKilled)
                    continue;
                child.Kill();
                isKilled = true;
            }

            Assert.True(isKilled, "The process ended by itself.");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }
}
