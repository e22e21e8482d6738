using System.IO.Pipelines;

namespace Belfry.Orthanc.Http;

/// <summary>Receives an answer into a pipe while somebody else takes it out.</summary>
internal static class ChunkedAnswer
{
    /// <summary>Makes a call; completes when all of the answer is in the pipe.</summary>
    /// <param name="client">Makes it.</param>
    /// <param name="call">The call.</param>
    /// <param name="begin">Gets the answer when its headers are there.</param>
    /// <param name="target">Gets the body.</param>
    /// <param name="hasHeaders">Completed after <paramref name="begin"/>.</param>
    public static async Task ReceiveAsync(
        PluginHttpClient client, HttpCall call, Action<HttpResponseMessage> begin, PipeWriter target, TaskCompletionSource hasHeaders)
    {
        try
        {
            await client.CallAsync(call, async (response, cancellation) =>
            {
                begin(response);
                hasHeaders.SetResult();
                await using var body = await response.Content.ReadAsStreamAsync(cancellation);
                await body.CopyToAsync(target, cancellation);
            });
            await target.CompleteAsync();
        }
        catch (Exception fault)
        {
            await target.CompleteAsync(fault);
            throw;
        }
    }
}
