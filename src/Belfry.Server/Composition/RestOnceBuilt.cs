using Belfry.Sdk;

namespace Belfry.Server.Composition;

/// <summary>The REST interface for calls from within, while its routes are still being built: who calls so early waits for them.</summary>
internal sealed class RestOnceBuilt(Task<HttpListener> building) : IRestApi
{
    public async Task<RestAnswer> CallAsync(RestCall call, CancellationToken cancellation = default)
    {
        var http = await building.WaitAsync(cancellation);
        return await http.Calls.CallAsync(call, cancellation);
    }
}
