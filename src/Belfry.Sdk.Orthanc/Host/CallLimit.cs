namespace Belfry.Sdk.Orthanc;

/// <summary>The token of one callback: fires when the plugin stops, and when the call takes longer than it may. The host has no C-CANCEL to give.</summary>
internal readonly struct CallLimit : IDisposable
{
    private readonly CancellationTokenSource? _source;
    private readonly CancellationToken _stopping;

    public CallLimit(TimeSpan? limit, CancellationToken stopping)
    {
        _stopping = stopping;
        if (limit is { } time)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            _source.CancelAfter(time);
        }
    }

    public CancellationToken Token => _source?.Token ?? _stopping;

    public void Dispose() => _source?.Dispose();
}
