namespace Belfry.Sdk;

/// <summary>
/// Is told of changes of the archive after they are durable, in the order in which they happened for one resource. The archive does not wait:
/// a slow observer falls behind, up to a bounded number of changes that is logged when exceeded. Exceptions are logged.
/// </summary>
public interface IArchiveObserver
{
    /// <summary>An instance was stored, or replaced one with the same identifier.</summary>
    ValueTask OnStoredAsync(StoredInstance instance, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>A patient, study or series has had no new instance for <c>StableAge</c> seconds.</summary>
    ValueTask OnStableAsync(ArchiveResource resource, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>A resource and all below it were deleted.</summary>
    ValueTask OnDeletedAsync(ArchiveResource resource, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>A client of REST changed what lies beside a resource.</summary>
    ValueTask OnUpdatedAsync(ArchiveResource resource, ResourceUpdate update, CancellationToken cancellation) => ValueTask.CompletedTask;
}
