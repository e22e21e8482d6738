using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Belfry.Server.Tests.Telemetry;

/// <summary>A collector of OpenTelemetry that keeps what it gets.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = [];

    private Collector(WebApplication application) => _application = application;

    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>All bodies of a path, as they came: the texts in them are UTF-8.</summary>
    public string BodiesOf(string path) => string.Concat(MessagesOf(path).Select(static body => Encoding.Latin1.GetString(body)));

    /// <summary>The messages of a path, in order.</summary>
    public IEnumerable<byte[]> MessagesOf(string path) => _received.Where(one => one.Path == path).Select(static one => one.Body);

    /// <param name="grpc">Speaks gRPC, which is HTTP/2; otherwise HTTP/1.1 with bodies of Protocol Buffers.</param>
    public static async Task<Collector> StartAsync(bool grpc = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var application = builder.Build();
        var collector = new Collector(application);
        application.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (grpc)
                await AnswerAsync(collector, context, body.ToArray());
            else
                collector._received.Enqueue((context.Request.Path, body.ToArray()));
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    // A message of gRPC is a zero, for "not compressed", its length, and itself; the answer is an empty one, and the status comes behind it.
    private static async Task AnswerAsync(Collector collector, HttpContext context, byte[] body)
    {
        Assert.Equal("application/grpc", context.Request.ContentType);
        Assert.Equal(0, body[0]);
        Assert.Equal(body.Length - 5, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)));
        collector._received.Enqueue((context.Request.Path, body[5..]));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
