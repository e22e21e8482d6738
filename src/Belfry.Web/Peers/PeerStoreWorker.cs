using System.Text;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging;

namespace Belfry.Web;

/// <summary>
/// Sends instances to peers by HTTP as jobs. The checkpoint holds the identifiers of those that arrived: another attempt, a resumed job and one that goes on after
/// a crash send the others, and one that was on its way a second time, which the peer takes for the same.
/// </summary>
internal sealed partial class PeerStoreWorker(DicomArchive archive, IPeerEditor peers, PeerHttpOptions options, TimeProvider clock, ILogger logger) : IJobWorker
{
    // Which instances have arrived is made durable that often.
    private static readonly TimeSpan _checkpointInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var order = PeerOrder.Parse(run.Arguments);
        if (peers.Peers.FirstOrDefault(peer => peer.Name == order.Peer) is not { } peer)
            return JobOutcome.Failed(new JobError(RestError.UnknownResource.Code, RestError.UnknownResource.Name, $"There is no peer {order.Peer}"));
        var progress = new Progress(run, order, peer, clock);
        try
        {
            var (files, missing) = await ListAsync(order, cancellation);
            progress.Count = files.Count + missing;
            progress.Failed = missing;
            using var client = new PeerClient(peer, options);
            return await SendAsync(run, order, client, files, progress, cancellation);
        }
        catch (PeerException fault)
        {
            return JobOutcome.Failed(JobErrors.Network(fault.Message));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (run.StopReason != JobStopReason.LeaseLost)
                await progress.SaveAsync(CancellationToken.None);
            throw;
        }
    }

    private async ValueTask<JobOutcome> SendAsync(
        JobRun run, PeerOrder order, PeerClient client, IReadOnlyList<(ArchiveId Id, StoredFile File)> files, Progress progress, CancellationToken cancellation)
    {
        var reason = progress.Failed > 0 ? "a resource is gone" : "";
        var mayDoBetter = false;
        var brokenInARow = 0;
        foreach (var (id, file) in files.Where(one => !progress.HasArrived(one.Id)))
        {
            try
            {
                await using (var stream = await archive.OpenFileAsync(file, cancellation))
                    await SendAsync(order, client, file, stream, cancellation);
                await progress.AddAsync(id, file.Length, cancellation);
                brokenInARow = 0;
            }
            catch (Exception fault) when (fault is PeerException or IOException or DicomFormatException)
            {
                progress.Failed++;
                reason = fault.Message;
                var isBroken = fault is PeerException { MayDoBetter: true };
                mayDoBetter |= isBroken;
                LogFailed(logger, run.Job.Id, file.SopInstanceUid.Value, fault.Message);

                // A peer that is not there would let each of the others fail in its turn: they have failed as well.
                if (isBroken && ++brokenInARow > 1)
                {
                    progress.Failed = progress.Count - progress.Arrived;
                    break;
                }
            }
        }

        await progress.SaveAsync(cancellation);
        if (progress.Failed == 0 || order.IsPermissive)
            return JobOutcome.Succeeded;
        var error = JobErrors.Network($"{progress.Arrived} of {progress.Count} instances arrived; {reason}");
        return mayDoBetter && order.IsTriedAgain ? JobOutcome.RetryAfter(error) : JobOutcome.Failed(error);
    }

    private static async Task SendAsync(PeerOrder order, PeerClient client, StoredFile file, Stream stream, CancellationToken cancellation)
    {
        if (order.Target is not { } target || target == file.TransferSyntax)
        {
            await client.StoreAsync(stream, file.Length, order.IsCompressed, cancellation);
            return;
        }

        if (file.TransferSyntax.IsEncapsulated && file.PixelDataOffset is not null)
            throw new PeerException($"an instance in {file.TransferSyntax.Uid.Name ?? file.TransferSyntax.Uid.Value} needs a codec to be sent in another transfer syntax", mayDoBetter: false);
        await using var converted = await ConvertedFile.CreateAsync(stream, target, cancellation);
        await client.StoreAsync(converted.Content, converted.Content.Length, order.IsCompressed, cancellation);
    }

    private async ValueTask<(IReadOnlyList<(ArchiveId Id, StoredFile File)> Files, int Missing)> ListAsync(PeerOrder order, CancellationToken cancellation)
    {
        OrderedDictionary<ArchiveId, StoredFile> files = [];
        var missing = 0;
        foreach (var text in order.Resources)
        {
            if (!ArchiveId.TryParse(text, out var id) || await archive.Browser.FindAsync(id, null, cancellation) is not { } resource)
            {
                missing++;
                continue;
            }

            if (resource.File is { } own)
                files.TryAdd(id, own);
            await foreach (var below in archive.Browser.ListBelowAsync(resource, QueryRetrieveLevel.Image, cancellation))
            {
                if (below.File is { } file)
                    files.TryAdd(below.Id, file);
            }
        }

        return ([.. files.Select(static pair => (pair.Key, pair.Value))], missing);
    }

    [LoggerMessage(6010, LogLevel.Warning, "Job {JobId}: instance {SopInstanceUid} did not arrive: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid jobId, string sopInstanceUid, string reason);

    /// <summary>What has arrived, and how the job shows it.</summary>
    private sealed class Progress(JobRun run, PeerOrder order, RemotePeer peer, TimeProvider clock)
    {
        private readonly HashSet<string> _arrived = [.. Encoding.ASCII.GetString(run.Checkpoint.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        private long _saved = clock.GetTimestamp();
        private long _size;

        public int Count { get; set; }

        public int Failed { get; set; }

        public int Arrived => _arrived.Count;

        public bool HasArrived(ArchiveId id) => _arrived.Contains(id.ToString());

        public async ValueTask AddAsync(ArchiveId id, long length, CancellationToken cancellation)
        {
            _arrived.Add(id.ToString());
            _size += length;
            run.Report(Fraction, Content());
            if (clock.GetElapsedTime(_saved) >= _checkpointInterval)
                await SaveAsync(cancellation);
        }

        public async ValueTask SaveAsync(CancellationToken cancellation)
        {
            _saved = clock.GetTimestamp();
            await run.CheckpointAsync(Encoding.ASCII.GetBytes(string.Join('\n', _arrived)), Fraction, Content(), cancellation);
        }

        private double Fraction => Count == 0 ? 1 : (double)_arrived.Count / Count;

        private string Content() => order.ToContent(peer.Url, Count, Failed, _size);
    }
}
