using System.Net;
using Belfry.Archive;
using Belfry.LoadBench.RawClient;
using Belfry.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using RestRequests = Belfry.LoadBench.Items.RestRequests;

namespace Belfry.Budgets;

/// <summary>Browsing by REST, from socket to socket on a connection that is kept, by the road that the server gives a request.</summary>
[Collection(Allocation.OneAtATime)]
public sealed class RestBudgetTests : IAsyncLifetime
{
    private const int Studies = 100;

    private static readonly byte[] _member = "\"ID\""u8.ToArray();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-budgets-");
    private DicomArchive? _archive;
    private WebApplication? _application;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _archive = await DicomArchive.OpenAsync(
            new ArchiveParts
            {
                Index = SqliteIndex.Open(new ArchiveIndexOptions { Path = Path.Combine(_folder.FullName, "index.db"), IsDurable = false }),
                Storage = new FolderStorageArea(Path.Combine(_folder.FullName, "storage"), TimeProvider.System),
                Logger = NullLogger.Instance,
            },
            cancellation);
        for (var study = 0; study < Studies; study++)
            await _archive.Index.AddAsync(IndexedStudy.Of(study), cancellation);
        _application = Build(_archive);
        await _application.StartAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        if (_archive is not null)
            await _archive.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Get_Study_StaysWithinBudget()
    {
        byte[][] requests = [.. Enumerable.Range(0, Studies).Select(static study => RestRequests.Get($"/studies/{IndexedStudy.IdOf(study)}"))];
        using var client = Connect();
        var next = 0;
        Allocation.AssertWithin("GET of a study", () => Assert.Equal(1, client.Exchange(requests[next++ % Studies]).Count(_member)));
    }

    [Fact]
    public void Get_PageOfStudies_StaysWithinBudgetForEachStudy()
    {
        var request = RestRequests.Get($"/studies?since=0&limit={Studies}&expand");
        using var client = Connect();
        Allocation.AssertWithin("GET of 100 studies, each", () => Assert.Equal(Studies, client.Exchange(request).Count(_member)), Studies);
    }

    private static WebApplication Build(DicomArchive archive)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.UseRestErrors(isDescribed: true, NullLogger.Instance);
        application.UseRequestPaths();
        application.UseCrossSiteCheck(isLocalOnly: false);
        application.UseAccessCheck(new AccessRules { RemoteAccessAllowed = true }, NullLogger.Instance, TimeProvider.System);
        application.UseRouting();
        application.UseUnknownPaths();
        application.MapBrowsing(archive);
        return application;
    }

    private HttpConnection Connect() =>
        new(new Uri(_application?.Urls.First() ?? throw new InvalidOperationException("Nothing listens.")).Port);
}
