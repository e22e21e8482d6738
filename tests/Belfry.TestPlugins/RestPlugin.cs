using System.Text;
using Belfry.Sdk;

namespace Belfry.TestPlugins;

/// <summary>Serves addresses under <c>/managed</c>, refuses requests that say so, and keeps what it is sent.</summary>
[BelfryPlugin("rest")]
public sealed class RestPlugin(IPluginHost host) : IRestHandler, IRestFilter
{
    public IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Map(RestVerb.Get, "/managed/hello/{name}", static async (request, response, cancellation) =>
        {
            response.SetHeader("X-Name", request.Argument("header") ?? "none");
            await response.AnswerTextAsync($"Hello, {request.Groups[0]}", cancellation);
        }),
        RestRoute.Map(RestVerb.Get, "/managed/studies", async (_, response, cancellation) =>
        {
            var answer = await Need(host.Rest).CallAsync(new RestCall(RestVerb.Get, "/studies"), cancellation);
            await response.AnswerAsync(answer.Body, "application/json", cancellation);
        }),
        RestRoute.Map(RestVerb.Get | RestVerb.Put, "/managed/values/{key}", (request, response, cancellation) => KeepAsync(host, request, response, cancellation)),
        RestRoute.Map(RestVerb.Get, "/managed/missing", static (_, _, _) => throw RestFailureException.NotFound("It is missing.")),
        RestRoute.Map(RestVerb.Get, "/managed/faulty", static (_, _, _) => throw new InvalidOperationException("A fault of the plugin.")),
        RestRoute.Matching(RestVerb.Post, "/managed/(upper|lower)", async (request, response, cancellation) =>
        {
            var text = Encoding.UTF8.GetString(await request.ReadBodyAsync(cancellation));
            await response.AnswerTextAsync(request.Groups[0] == "upper" ? text.ToUpperInvariant() : text.ToLowerInvariant(), cancellation);
        }),
    ];

    public ValueTask<bool> AllowsAsync(RestRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ValueTask.FromResult(request.Argument("refuse") is null);
    }

    private static async Task KeepAsync(IPluginHost host, RestRequest request, IRestResponse response, CancellationToken cancellation)
    {
        var stores = Need(host.Stores);
        if (request.Verb == RestVerb.Put)
        {
            await stores.PutAsync("managed", request.Groups[0], await request.ReadBodyAsync(cancellation), cancellation);
            await response.AnswerTextAsync("", cancellation);
            return;
        }

        if (await stores.FindAsync("managed", request.Groups[0], cancellation) is not { } value)
            throw RestFailureException.NotFound();
        await response.AnswerAsync(value, "text/plain", cancellation);
    }

    private static T Need<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The server has not given it.");
}
