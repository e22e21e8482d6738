namespace Belfry.LoadBench.Measuring;

/// <summary>Sends one request at a time and checks its answer; used by one thread.</summary>
internal sealed class Requester(Action request, IDisposable? connection) : IDisposable
{
    public void Request() => request();

    public void Dispose() => connection?.Dispose();
}
