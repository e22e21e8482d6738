using System.Collections.Concurrent;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Server.Tests.Processes;

/// <summary>
/// The server is killed, or told to stop, while it stores, at random points: what it acknowledged is there and can be read, every row has its file, and every file
/// its row once the archive has been opened again.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 4;
    private const int Senders = 4;

    // Gathered by the network, gathered by the archive, written as they come.
    private static readonly int[] _lengths = [0, 600, 20_000, 90_000, 240_000, 300_000, 700_000];

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, int> _acknowledged = [];
    private readonly ConcurrentBag<AssociationEndReason> _ends = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_WhileStoring_LosesNothingThatWasAcknowledged(bool compresses)
    {
        var seed = Environment.GetEnvironmentVariable("BELFRY_SEED") is { } given ? int.Parse(given) : Random.Shared.Next();
        output.WriteLine($"Seed {seed}; BELFRY_SEED repeats it.");
        var random = new Random(seed);
        var configuration = _folder.Write("belfry.json", $$"""
            { "StorageDirectory" : "archive", "StorageCompression" : {{(compresses ? "true" : "false")}}, "HttpServerEnabled" : false,
              "OverwriteInstances" : true, "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }
            """);
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerProcess.StartAsync(configuration);
            await StoreUntilAsync(server, random, random.Next(1, 150), server.KillAsync);
            output.WriteLine($"Round {round}: {_acknowledged.Count} acknowledged so far.");
            await CheckAsync();
        }

        Assert.NotEmpty(_acknowledged);
    }

    [Fact]
    public async Task Kill_AndLogOfTheIndexDeleted_LosesNoInstanceThatWasAcknowledged()
    {
        var random = new Random();
        var configuration = _folder.Write("belfry.json", """
            { "StorageDirectory" : "archive", "HttpServerEnabled" : false, "OverwriteInstances" : true, "DicomAlwaysAllowFind" : true, "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }
            """);
        for (var round = 0; round < 2; round++)
        {
            await using (var server = await ServerProcess.StartAsync(configuration))
                await StoreUntilAsync(server, random, random.Next(1, 150), server.KillAsync);
            foreach (var path in Directory.EnumerateFiles(Path.Combine(_folder.Path, "archive"), "index.db-*"))
                File.Delete(path);

            await using var again = await ServerProcess.StartAsync(configuration);
            await FindAllAsync(again.DicomPort).WaitAsync(TimeSpan.FromSeconds(60), Token);
            await again.TerminateAsync();
            Assert.Equal(0, (await again.EndAsync()).Code);
            await CheckAsync(mayHaveCutFiles: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Terminate_WhileStoring_AbortsPeersInOrderAndLosesNothingThatWasAcknowledged(int stopTimeout)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        var random = new Random();
        var configuration = _folder.Write("belfry.json", $$"""
            { "StorageDirectory" : "archive", "HttpServerEnabled" : false, "OverwriteInstances" : true,
              "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ], "StopTimeout" : {{stopTimeout}} } }
            """);
        await using var server = await ServerProcess.StartAsync(configuration);
        await StoreUntilAsync(server, random, random.Next(50, 150), server.TerminateAsync);

        var (code, errors) = await server.EndAsync().WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal(0, code);
        Assert.DoesNotContain(errors, static line => line.Contains("does not answer", StringComparison.Ordinal));
        Assert.Equal(Senders, _ends.Count);
        Assert.All(_ends, static end => Assert.Equal(AssociationEndReason.AbortedByPeer, end));
        await CheckAsync();
    }

    /// <summary>Asks again and again, until everything that was acknowledged is told of.</summary>
    private async Task FindAllAsync(int port)
    {
        var model = Uids.StudyRootQueryRetrieveInformationModelFind;
        await using var association = await new AssociationRequestor().RequestAsync(
            "127.0.0.1", port, AssociationRequest.Create(AETitle.Parse("KILLER"), AETitle.Parse("ORTHANC"), [model]), Token);
        var keys = new DicomDataSet
        {
            { Tags.QueryRetrieveLevel, "IMAGE" }, { Tags.StudyInstanceUID, "1.2.826.1" }, { Tags.SeriesInstanceUID, "1.2.826.1.1" }, { Tags.SOPInstanceUID, "" },
        };
        var missing = _acknowledged.Keys.ToHashSet();
        while (missing.Count > 0)
        {
            await foreach (var reply in association.InvokeAsync(new CFindRequest(model), keys, Token))
                missing.Remove(reply.DataSet?.GetString(Tags.SOPInstanceUID) ?? "");
        }

        await association.ReleaseAsync(Token);
    }

    private async Task StoreUntilAsync(ServerProcess server, Random random, int enough, Func<Task> end)
    {
        var until = _acknowledged.Count + enough;
        var isReached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = Enumerable.Range(0, Senders).Select(_ => SendAsync(server.DicomPort, new Random(random.Next()), until, isReached)).ToList();
        await Task.WhenAny([isReached.Task, .. sending]);
        await end();
        await Task.WhenAll(sending);
    }

    private async Task SendAsync(int port, Random random, int until, TaskCompletionSource isReached)
    {
        Association? opened = null;
        var request = AssociationRequest.Create(AETitle.Parse("KILLER"), AETitle.Parse("ORTHANC"), [Uids.CTImageStorage], Uids.ExplicitVRLittleEndian);
        try
        {
            await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token);
            opened = association;
            while (true)
            {
                var uid = $"1.2.826.{random.NextInt64()}";
                var pixels = _lengths[random.Next(_lengths.Length)];
                var context = association.PresentationContexts[0];
                using var dataSet = new MemoryStream(Make(uid, pixels));
                var reply = await association.StoreAsync(context, new CStoreRequest(Uids.CTImageStorage, new DicomUid(uid)), dataSet, TimeSpan.FromSeconds(60), Token);
                Assert.Equal(DimseStatus.Success, reply.Status);
                _acknowledged[uid] = pixels;
                if (_acknowledged.Count >= until)
                    isReached.TrySetResult();
            }
        }
        catch (AssociationException)
        {
            // The server was killed or stopped: that is what the test is about.
            if (opened is not null)
                _ends.Add(await opened.Completion);
            isReached.TrySetResult();
        }
    }

    private async Task CheckAsync(bool mayHaveCutFiles = false)
    {
        var folder = Path.Combine(_folder.Path, "archive");
        var parts = new ArchiveParts
        {
            Index = SqliteIndex.Open(new ArchiveIndexOptions { Path = Path.Combine(folder, "index.db") }),
            Storage = new FolderStorageArea(folder, TimeProvider.System),
            Logger = NullLogger.Instance,
        };
        await using var archive = await DicomArchive.OpenAsync(parts, Token);
        foreach (var (uid, pixels) in _acknowledged)
        {
            var source = await archive.Instances.FindAsync(new DicomUid(uid), Token);
            Assert.True(source is not null, $"{uid} with {pixels} bytes was acknowledged and is not there.");
            Assert.Equal(Make(uid, pixels), await ReadAsync(source));
        }

        var named = new HashSet<string>();
        await foreach (var file in archive.Index.ListFilesAsync(Token))
        {
            named.Add(file.FileId.ToString("N"));
            Assert.Equal(file.Length - file.DataSetOffset, (await ReadAsync(archive.SourceOf(file))).Length);
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Where(name => name.Length == 32);
        if (!mayHaveCutFiles)
            Assert.Equal(named.Order(), files.Order());
    }

    private static async Task<byte[]> ReadAsync(Sdk.InstanceSource source)
    {
        await using var stream = await source.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    private static byte[] Make(string uid, int pixels)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SOPClassUID, Uids.CTImageStorage);
        dataSet.Set(Tags.SOPInstanceUID, new DicomUid(uid));
        dataSet.Set(Tags.PatientID, "KILL");
        dataSet.Set(Tags.StudyInstanceUID, new DicomUid("1.2.826.1"));
        dataSet.Set(Tags.SeriesInstanceUID, new DicomUid("1.2.826.1.1"));
        var bytes = new byte[pixels];
        new Random(pixels + uid[^1]).NextBytes(bytes);
        dataSet.Set(Tags.PixelData, VR.OW, bytes);
        return dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
    }
}
