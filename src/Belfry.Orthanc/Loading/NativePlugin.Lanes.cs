using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Rest;

namespace Belfry.Orthanc.Loading;

/// <content>The threads of callbacks that run beside the others: find, as many moves as are allowed, storage commitment.</content>
internal sealed partial class NativePlugin
{
    private readonly Lazy<NativeLane> _findLane;
    private readonly Lazy<NativeLanePool> _moveLanes;
    private readonly Lazy<NativeLane> _changeLane;
    private readonly Lazy<NativeLanePool> _jobLanes;

    /// <summary>The thread of its find callback, made when it is first asked for.</summary>
    public NativeLane FindLane => _findLane.Value;

    /// <summary>The thread that tells it of changes, made when there is the first to be told.</summary>
    public NativeLane ChangeLane => _changeLane.Value;

    /// <summary>The threads of its jobs, one for each that runs.</summary>
    public NativeLanePool JobLanes => _jobLanes.Value;

    /// <summary>The threads of its move callback, one for each request that runs.</summary>
    public NativeLanePool MoveLanes => _moveLanes.Value;

    /// <summary>The threads of its storage commitment callbacks, one for each transaction that is open.</summary>
    public TransactionLanes CommitmentLanes { get; }

    /// <summary>The threads of its REST callbacks and HTTP filters, one for each request that runs.</summary>
    public RestLanes RestLanes { get; }

    /// <summary>Waits for the callbacks that run beside the lane and ends their threads. None may be called any more.</summary>
    public async Task EndCallbacksAsync(CancellationToken cancellation)
    {
        if (_changeLane.IsValueCreated)
            await ChangeLane.EndAsync(cancellation);
        if (_jobLanes.IsValueCreated)
            await JobLanes.EndAsync(cancellation);
        await RestLanes.EndAsync(cancellation);
        await CommitmentLanes.EndAsync(cancellation);
        if (_moveLanes.IsValueCreated)
            await MoveLanes.EndAsync(cancellation);
        if (_findLane.IsValueCreated)
            await FindLane.EndAsync(cancellation);
    }
}
