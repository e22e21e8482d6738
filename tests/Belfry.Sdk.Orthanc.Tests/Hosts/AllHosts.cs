using System.Collections.Concurrent;

namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>The hosts of each sample, started when the first test asks for them.</summary>
public sealed class AllHosts : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SampleHosts>>> _hosts = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var hosts in _hosts.Values)
        {
            if (hosts.IsValueCreated && hosts.Value.IsCompletedSuccessfully)
                await (await hosts.Value).DisposeAsync();
        }
    }

    internal Task<SampleHosts> OfAsync(string sample) =>
        _hosts.GetOrAdd(sample, static name => new Lazy<Task<SampleHosts>>(() => SampleHosts.StartAsync(Sample.Named(name)))).Value;
}
