using System.Collections.Concurrent;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Soak;

/// <summary>Takes the instances of one C-GET, as slowly as is wanted, and looks at each. Thread-safe.</summary>
internal sealed class SoakGet(SoakTally tally, TimeSpan longestPause, int seed) : IDimseRoutes, IDimseService
{
    private readonly Random _random = new(seed);
    private readonly ConcurrentBag<SoakInstance> _received = [];

    public IReadOnlyCollection<SoakInstance> Received => _received;

    /// <summary>Is called with the first instance.</summary>
    public Action? OnInstance { get; set; }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request is CStoreRequest ? this : null;

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var pause = longestPause;
        lock (_random)
            pause *= _random.NextDouble();
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, operation.Cancellation);
        try
        {
            _received.Add(SoakInstance.Recognize(await operation.ReadDataSetAsync(int.MaxValue)));
        }
        catch (Exception fault) when (fault is InvalidDataException or DicomFormatException)
        {
            tally.Fault($"retrieved: {fault.Message}");
        }

        tally.Done("instances retrieved");
        await operation.RespondAsync(new CStoreResponse(DimseStatus.Success));
        OnInstance?.Invoke();
    }
}
