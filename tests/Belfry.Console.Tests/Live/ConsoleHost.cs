using System.Net;
using System.Security.Claims;
using Belfry.Dicom;
using Belfry.Services;
using Belfry.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Console.Tests;

/// <summary>The routes of the console alone, on a free port, for a user of the test's choice.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ConsoleHost(WebApplication application) => _application = application;

    /// <summary>Who asks; may be changed at any time.</summary>
    public ClaimsPrincipal User { get; set; } = HttpRoles.Principal("night", HttpRoles.Read);

    /// <summary>The plugins; may be changed at any time.</summary>
    public IReadOnlyList<ConsolePlugin> Plugins { get; set; } = [];

    public HttpClient Client { get; } = new();

    public string Url => _application.Urls.First();

    public static async Task<ConsoleHost> StartAsync(TrafficRecorder recorder, params WorklistSource[] worklists)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var host = new ConsoleHost(builder.Build());
        var application = host._application;
        application.Use((context, next) =>
        {
            context.User = host.User;
            return next(context);
        });
        application.UseRestErrors(isDescribed: true, NullLogger.Instance);
        application.UseRouting();
        application.MapConsole(new ConsoleParts
        {
            Traffic = recorder,
            Clock = TimeProvider.System,
            Facts = static () => new SystemFacts { Name = "Test", BelfryVersion = "0", DicomAet = "BELFRY", DicomPort = 104, HttpPort = 80 },
            IsHealthy = static () => true,
            Permissions = static () => new DicomPermissions { LocalAETitle = AETitle.Parse("BELFRY") },
            Plugins = () => host.Plugins,
            Worklists = worklists,
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        host.Client.BaseAddress = new Uri(host.Url);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
