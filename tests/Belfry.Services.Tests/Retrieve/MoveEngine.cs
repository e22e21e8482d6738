using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Services.Tests.Retrieve;

/// <summary>C-MOVE as jobs as the server puts it together, in memory.</summary>
internal sealed class MoveEngine : IAsyncDisposable
{
    private readonly InMemoryListener _listener;

    public MoveEngine(IRetrieveHandler handler, InMemoryModalities modalities, IJobStore store, TimeProvider clock)
    {
        var permissions = ServiceHost.OpenToAll with { Modalities = modalities.All };
        var moves = new MoveJobs(new MoveJobSources(new RetrieveSources(handler), NoResources), () => permissions, modalities, MoveJobOptions.Default, clock, NullLogger.Instance);
        Jobs = new JobEngine(store, [moves.JobKind], new JobEngineOptions(), clock, new Random(1), NullLogger.Instance);
        var policy = new ServicePolicy(new ServiceRoutes(permissions, [ServiceRoute.Move(QueryRetrieveModel.StudyRoot, moves.CreateProvider(Jobs))]));
        _listener = new InMemoryListener(policy, policy);
    }

    public JobEngine Jobs { get; }

    public async Task<Association> AssociateAsync()
    {
        var request = AssociationRequest.Create(
            AETitle.Parse("WORKSTATION"), AETitle.Parse("BELFRY"), [Uids.StudyRootQueryRetrieveInformationModelMove]);
        return await new AssociationRequestor().RequestAsync(_listener.ConnectTransport(), request);
    }

    /// <summary>Completes when a job comes into a state after now.</summary>
    public async Task UntilAsync(JobState state)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var observing = Jobs.Observe(job =>
        {
            if (job.State == state)
                reached.TrySetResult();
        });
        await reached.Task;
    }

    /// <summary>The one job, when it is over.</summary>
    public async Task<Job> EndAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var job = Assert.Single(await Jobs.ListAsync(token));
        return await Jobs.WaitForAsync(job.Id, token) ?? throw new InvalidOperationException("The job is gone.");
    }

    private static ValueTask<(IReadOnlyList<InstanceSource> Instances, int Missing)> NoResources(IReadOnlyList<string> resources, CancellationToken cancellation) =>
        ValueTask.FromResult(((IReadOnlyList<InstanceSource>)[], resources.Count));

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await Jobs.StopAsync(CancellationToken.None);
        await Jobs.DisposeAsync();
    }
}
