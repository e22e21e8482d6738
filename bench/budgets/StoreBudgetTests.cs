using Belfry.Archive;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.Services;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Budgets;

/// <summary>C-STORE from the socket into files and index, through the real listener, service and archive.</summary>
[Collection(Allocation.OneAtATime)]
public sealed class StoreBudgetTests
{
    private const int PixelBytes = 4096, ImagesPerSeries = 50;

    [Fact]
    public async Task Store_InstancesOfOneSeriesAfterAnother_StaysWithinBudget()
    {
        var folder = Directory.CreateTempSubdirectory("belfry-budgets-");
        try
        {
            await using var archive = await DicomArchive.OpenAsync(
                new ArchiveParts
                {
                    Index = SqliteIndex.Open(new ArchiveIndexOptions { Path = Path.Combine(folder.FullName, "index"), IsDurable = false }),
                    Storage = new FolderStorageArea(folder.FullName, TimeProvider.System),
                    Options = new ArchiveOptions { IsDurable = false },
                    Logger = NullLogger.Instance,
                },
                TestContext.Current.CancellationToken);
            await using var listener = await TestListener.StartAsync(new StoreProvider(archive.Store));
            using var client = new RawAssociation(listener.LocalEndPoint!.Port, DicomBytes.AssociateFor(DicomBytes.ImageStorage, "BUDGET"));
            var image = Image.StoreRequest(PixelBytes, client.MaximumPduLength);
            image.SetStudy(1);
            var sent = 0;
            Allocation.AssertWithin("C-STORE of 4 KiB", () =>
            {
                if (sent % ImagesPerSeries == 0)
                    image.SetSeries(sent / ImagesPerSeries);
                image.SetInstance(sent++);
                client.Exchange(image.Bytes);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
