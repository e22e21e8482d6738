using Belfry.Sdk;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>A retrieve handler that tells when its request was cancelled.</summary>
internal sealed class ObservedRetrieve(IRetrieveHandler inner) : IRetrieveHandler
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool TakesAnyLevel => inner.TakesAnyLevel;

    public bool TakesAnyDestination => inner.TakesAnyDestination;

    /// <summary>Completes when the token of the request fires.</summary>
    public Task Cancelled => _cancelled.Task;

    public IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, CancellationToken cancellation)
    {
        cancellation.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), _cancelled);
        return inner.RetrieveAsync(request, cancellation);
    }
}
