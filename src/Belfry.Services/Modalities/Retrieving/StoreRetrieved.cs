using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Keeps an instance that came by C-GET.</summary>
/// <param name="instance">The instance, the caller's.</param>
/// <param name="from">Who sent it.</param>
/// <param name="cancellation">Ends the wait.</param>
/// <returns>Its identifier; null when it is not kept, and need not be.</returns>
/// <exception cref="DimseStatusException">It cannot be kept.</exception>
public delegate ValueTask<string?> StoreRetrieved(FetchedInstance instance, IModality from, CancellationToken cancellation);
