using Belfry.Archive;
using Belfry.Jobs;
using Microsoft.Extensions.Logging;

namespace Belfry.Web;

/// <summary>Sends to peers, put together: the kind of job, and what calls a peer at once. Thread-safe.</summary>
public sealed class PeerJobs
{
    // As the reference server calls it; stored with each job.
    private const string KindName = "OrthancPeerStore";

    private readonly IPeerEditor _peers;
    private readonly PeerHttpOptions _options;

    /// <param name="archive">Whose instances are sent.</param>
    /// <param name="peers">The known peers.</param>
    /// <param name="options">How they are called.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Told of instances that did not arrive.</param>
    public PeerJobs(DicomArchive archive, IPeerEditor peers, PeerHttpOptions options, TimeProvider clock, ILogger logger)
    {
        _peers = peers;
        _options = options;

        // Peers of different speed do not hold each other up. Waits as those of C-MOVE: some two hours, a server that is started anew or updated.
        JobKind = new JobKind(KindName, new PeerStoreWorker(archive, peers, options, clock, logger))
        {
            Concurrency = 4,
            LaneConcurrency = 2,
            Retry = new RetryPolicy { MaxAttempts = 20, FirstDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromMinutes(10) },
        };
    }

    /// <summary>The jobs that send to peers.</summary>
    public JobKind JobKind { get; }

    /// <summary>A peer by its name.</summary>
    /// <exception cref="RestException">There is none.</exception>
    internal RemotePeer Find(string name) => _peers.Peers.FirstOrDefault(peer => peer.Name == name)
        ?? throw new RestException(RestError.UnknownResource, "There is no such peer.");

    /// <summary>Has resources sent.</summary>
    internal async ValueTask<Job> SubmitAsync(JobEngine jobs, PeerOrder order, JobRequestBody body, CancellationToken cancellation)
    {
        var job = new NewJob
        {
            Kind = KindName,
            Lane = order.Peer,
            Arguments = order.ToBytes(),
            Content = order.ToContent(Find(order.Peer).Url, 0, 0, 0),
            Priority = body.Terms.Priority,
            UserData = body.Terms.UserData,
        };
        return (await jobs.SubmitAsync(job, cancellation)).Job;
    }

    /// <summary>Has a peer keep a DICOM file now.</summary>
    /// <exception cref="RestException">It could not be called, or answered with an error.</exception>
    internal Task<byte[]> StoreAsync(RemotePeer peer, FileStream file, CancellationToken cancellation) =>
        CallAsync(peer, client => client.StoreAsync(file, file.Length, isZipped: false, cancellation));

    /// <summary>Reads a value of a peer.</summary>
    /// <exception cref="RestException">It could not be called, or answered with an error.</exception>
    internal Task<byte[]> ReadAsync(RemotePeer peer, string path, CancellationToken cancellation) => CallAsync(peer, client => client.ReadAsync(path, cancellation));

    private async Task<byte[]> CallAsync(RemotePeer peer, Func<PeerClient, Task<byte[]>> call)
    {
        try
        {
            using var client = new PeerClient(peer, _options);
            return await call(client);
        }
        catch (PeerException fault)
        {
            throw new RestException(RestError.Network, fault.Message, fault);
        }
    }
}
