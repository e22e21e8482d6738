using Belfry.Dicom;

namespace Belfry.Server.Tests;

/// <summary>
/// A server for tests that only read: P1 with studies 1 (two instances, CT) and 3 (MR, with some attributes more, two of them empty), P2 with study 2.
/// </summary>
public sealed class FilledArchive : IAsyncLifetime
{
    private RestBench? _bench;

    internal RestBench Bench => _bench ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _bench = await RestBench.StartAsync();
        await _bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await _bench.UploadAsync(RestBench.Instance("P1", 1, 1, 2));
        await _bench.UploadAsync(RestBench.Instance("P2", 2, 1, 1));
        var third = RestBench.Instance("P1", 3, 2, 1);
        third.SetEmpty(Tags.StudyID);
        third.SetEmpty(Tags.ReviewerName);
        third.Set(Tags.ImageComments, "Noted");
        third.Set(Tags.DerivationDescription, "Made of two");
        await _bench.UploadAsync(third);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
            await _bench.DisposeAsync();
    }
}
