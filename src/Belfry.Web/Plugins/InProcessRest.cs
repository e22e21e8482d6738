using System.Globalization;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Belfry.Web;

/// <summary>
/// Calls of the REST interface from within the server: they take the road of a request of HTTP behind the access check, with all rights and
/// without a socket. The whole answer is kept in memory.
/// </summary>
public sealed class InProcessRest : IRestApi
{
    private readonly IServiceProvider _services;
    private RequestDelegate? _road;

    private InProcessRest(IServiceProvider services) => _services = services;

    /// <summary>Begins where it is added: what is added later is the road of calls from within. They can be made when the application is built.</summary>
    /// <param name="application">Where to begin.</param>
    /// <param name="logger">Is told of faults of this server.</param>
    public static InProcessRest BeginAt(IApplicationBuilder application, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(application);
        var calls = new InProcessRest(application.ApplicationServices);
        application.Use(next =>
        {
            calls._road = RestErrors.Around(RequestPaths.Around(next), isDescribed: true, logger);
            return next;
        });
        return calls;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The application is not built yet.</exception>
    public async Task<RestAnswer> CallAsync(RestCall call, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var road = _road ?? throw new InvalidOperationException("The REST interface is not there yet.");
        using var body = new MemoryStream();
        if (DecodePath(call.Path) is not { } path)
            return new RestAnswer(StatusCodes.Status400BadRequest, [], default);
        var context = CreateContext(call, path, body, cancellation);
        await road(context);
        await context.Response.CompleteAsync();
        cancellation.ThrowIfCancellationRequested();
        var headers = context.Response.Headers.SelectMany(static pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
        return new RestAnswer(context.Response.StatusCode, [.. headers], body.ToArray());
    }

    private DefaultHttpContext CreateContext(RestCall call, PathString path, Stream answer, CancellationToken cancellation)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellation });
        features.Set(new InProcessCall(call.IncludesPlugins));
        var context = new DefaultHttpContext(features)
        {
            RequestServices = _services,
            User = HttpRoles.Principal("", HttpRoles.Administer),
        };
        var question = call.Path.IndexOf('?', StringComparison.Ordinal);
        var request = context.Request;
        request.Method = VerbOf(call.Verb);
        request.Scheme = "http";
        request.Host = new HostString("localhost");
        request.Protocol = "HTTP/1.1";
        request.Path = path;
        request.QueryString = question < 0 ? default : new QueryString(call.Path[question..]);
        foreach (var (name, value) in call.Headers)
            request.Headers[name] = StringValues.Concat(request.Headers[name], value);
        request.Body = new MemoryStream(call.Body.ToArray(), writable: false);
        request.Headers.ContentLength = call.Body.Length;
        return context;
    }

    /// <summary>The path as routes see it; null for one that the HTTP server would refuse, such as one with a null character.</summary>
    private static PathString? DecodePath(string path)
    {
        var question = path.IndexOf('?', StringComparison.Ordinal);
        var encoded = question < 0 ? path : path[..question];
        try
        {
            return PathString.FromUriComponent(encoded.StartsWith('/') ? encoded : "/" + encoded);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string VerbOf(RestVerb verb) => verb switch
    {
        RestVerb.Get => HttpMethods.Get,
        RestVerb.Post => HttpMethods.Post,
        RestVerb.Put => HttpMethods.Put,
        RestVerb.Delete => HttpMethods.Delete,
        _ => throw new ArgumentException($"A call has one verb, not {((int)verb).ToString(CultureInfo.InvariantCulture)}.", nameof(verb)),
    };
}
