using System.Net;
using Belfry.Server.Configuration;
using Belfry.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Belfry.Server.Composition;

/// <summary>The HTTP port: Kestrel, the access check, and the routes of Belfry.Web.</summary>
internal sealed class HttpListener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpListener(WebApplication application) => _application = application;

    /// <summary>The port that is really listened on.</summary>
    public int Port { get; private set; }

    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static async Task<HttpListener> StartAsync(
        HttpSettings settings, Action<IEndpointRouteBuilder> map, ILoggerFactory loggers, CancellationToken cancellation)
    {
        // An empty builder reads no files and no environment: what is configured stands in our configuration alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, settings));
        var application = builder.Build();
        application.UseRestErrors(settings.DescribeErrors, loggers.CreateLogger("Belfry.Web"));
        application.UseAccessCheck(new AccessRules
        {
            RemoteAccessAllowed = settings.RemoteAccessAllowed,
            AuthenticationEnabled = settings.AuthenticationEnabled,
            Users = settings.Users,
        });
        application.UseRequestPaths();
        application.UseRouting();
        application.UseUnknownPaths();
        map(application);
        var listener = new HttpListener(application);
        try
        {
            await application.StartAsync(cancellation);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        listener.Port = address is null ? settings.Port : BindingAddress.Parse(address).Port;
        return listener;
    }

    public async Task StopAsync(CancellationToken cancellation) => await _application.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Configure(KestrelServerOptions options, HttpSettings settings)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = settings.MaximumBodyLength;
        if (settings.BindAddresses.Count == 0)
            options.Listen(IPAddress.IPv6Any, settings.Port);
        foreach (var address in settings.BindAddresses)
            options.Listen(address, settings.Port);
    }
}
