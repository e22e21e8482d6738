using System.Net;
using System.Net.Security;
using Belfry.Archive;
using Belfry.Audit;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Web;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Belfry.Server.Composition;

/// <summary>The HTTP port: Kestrel, the access check, and the routes of Belfry.Web.</summary>
internal sealed partial class HttpListener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpListener(WebApplication application, InProcessRest calls)
    {
        _application = application;
        Calls = calls;
    }

    /// <summary>The same routes for calls from within the server.</summary>
    public IRestApi Calls { get; }

    /// <summary>The port that is really listened on.</summary>
    public int Port { get; private set; }

    /// <summary>Builds the road of a request; nothing is listened on yet, and calls from within can be made.</summary>
    /// <exception cref="ServerStartException">The certificates of HTTPS cannot be used.</exception>
    public static HttpListener Create(
        HttpSettings settings, Action<IEndpointRouteBuilder> map, PluginSet? plugins, IAuditTrail? audit, DicomArchive? archive, ILoggerFactory loggers, TimeProvider clock)
    {
        // An empty builder reads no files and no environment: what is configured stands in our configuration alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        var certificates = settings.Tls is { } tls ? TlsCertificates.Load(tls, loggers.CreateLogger("Belfry.Server"), clock) : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, settings, certificates, loggers.CreateLogger("Belfry.Server")));
        if (certificates is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        var application = builder.Build();
        application.UseRestErrors(settings.DescribeErrors, loggers.CreateLogger("Belfry.Web"));
        application.UseRequestPaths();
        application.UseAudit(audit, archive);
        application.UseCrossSiteCheck(isLocalOnly: !settings.RemoteAccessAllowed);
        application.UseAccessCheck(
            new AccessRules
            {
                RemoteAccessAllowed = settings.RemoteAccessAllowed,
                AuthenticationEnabled = settings.AuthenticationEnabled,
                Users = settings.Users,
                Permissions = new PathPermissions(settings.Permissions),
            },
            loggers.CreateLogger("Belfry.Web"),
            clock);
        application.UsePluginFilters(plugins?.RestFilters ?? []);
        var calls = InProcessRest.BeginAt(application, loggers.CreateLogger("Belfry.Web"));
        application.UsePluginRoutes(plugins?.RestHandlers ?? []);
        application.UseRouting();
        application.UseUnknownPaths();
        map(application);
        application.UseEndpoints(static _ => { });
        ((IApplicationBuilder)application).Build();
        return new HttpListener(application, calls) { Port = settings.Port };
    }

    /// <summary>Opens the port.</summary>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _application.StartAsync(cancellation);
        if (_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
            Port = BindingAddress.Parse(address).Port;
    }

    public async Task StopAsync(CancellationToken cancellation) => await _application.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Configure(KestrelServerOptions options, HttpSettings settings, TlsCertificates? certificates, ILogger logger)
    {
        var limit = new HttpConnectionLimit(settings.MaxConnectionsPerAddress, logger);
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = settings.MaximumBodyLength;
        options.Limits.MaxConcurrentConnections = settings.MaxConnections;
        options.Limits.RequestHeadersTimeout = settings.RequestTimeout;
        if (settings.KeepAliveTimeout is { } keepAlive)
            options.Limits.KeepAliveTimeout = keepAlive;
        if (settings.BindAddresses.Count == 0)
            options.Listen(IPAddress.IPv6Any, settings.Port, Prepare);
        foreach (var address in settings.BindAddresses)
            options.Listen(address, settings.Port, Prepare);

        void Prepare(ListenOptions listen)
        {
            listen.Use(limit.Before);
            if (certificates is not null)
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = handshake => ValueTask.FromResult(Offer(handshake.Connection)) });
        }

        SslServerAuthenticationOptions Offer(ConnectionContext connection) => certificates!.Current.CreateServerOptions((_, fault) =>
        {
            if (fault is not null)
                LogRefused(logger, AddressOf(connection), fault);
        });
    }

    private static IPAddress? AddressOf(ConnectionContext connection) =>
        connection.RemoteEndPoint is not IPEndPoint { Address: var address } ? null : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    [LoggerMessage(5082, LogLevel.Warning, "HTTPS: {Address} is refused: {Fault}")]
    private static partial void LogRefused(ILogger logger, IPAddress? address, string fault);
}
