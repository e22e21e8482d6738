
namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>The hosts of each sample, started when the first test asks for them.</summary>
public sealed class AllHosts : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, SampleHosts> _hosts = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var hosts in _hosts.Values)
            await hosts.DisposeAsync();
        _turn.Dispose();
    }

    internal async Task<SampleHosts> OfAsync(string sample)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_hosts.TryGetValue(sample, out var hosts))
                _hosts[sample] = hosts = await SampleHosts.StartAsync(Sample.Named(sample));
            return hosts;
        }
        finally
        {
            _turn.Release();
        }
    }
}
