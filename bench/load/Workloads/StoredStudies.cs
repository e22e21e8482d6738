using System.Diagnostics;
using System.Globalization;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>
/// What stands in an archive that is queried: studies of one image, the first three of ten, ten studies with each date; and a few
/// studies to be retrieved, under another called AE title, for dcmqrscp reads all of an area for each request.
/// </summary>
/// <param name="count">Studies to be found.</param>
internal sealed class StoredStudies(int count)
{
    public const int WithTenImages = 3, ImagesOfTen = 10, Retrieved = 4, ImagesOfRetrieved = 20, PixelBytesOfRetrieved = 64 * 1024;

    private const int PixelBytes = 4096, ClientsOfLarge = 8;

    /// <summary>Studies to be found.</summary>
    public int Count => count;

    /// <summary>What to call for the studies to be found, and for those to be retrieved.</summary>
    public static string AeTitleOfFound => ArchiveCatalog.AeTitle(0);

    public static string AeTitleOfRetrieved => ArchiveCatalog.AeTitle(1);

    /// <summary>Any of them.</summary>
    public int Any(Random random) => random.Next(count);

    /// <summary>Any of those with ten images.</summary>
    public static int AnyOfTen(Random random) => random.Next(WithTenImages);

    /// <summary>Any date that ten studies have.</summary>
    public DateOnly AnyDate(Random random) => NumberedBytes.Date(random.Next(count / NumberedBytes.StudiesPerDate) * NumberedBytes.StudiesPerDate);

    /// <summary>Any of those to be retrieved. They stand far behind, for their dates must not be those of others.</summary>
    public static long AnyRetrieved(Random random) => FirstRetrieved + random.Next(Retrieved);

    /// <summary>The first of those to be retrieved.</summary>
    public const long FirstRetrieved = 500_000;

    /// <summary>The number of the study with many images, and how many.</summary>
    public const long Large = 600_000;

    public const int ImagesOfLarge = 10_000;

    /// <summary>The number of its first image; the others follow it.</summary>
    public const long FirstOfLarge = Large * 100;

    /// <summary>Stores the study with many images, over several associations at once.</summary>
    /// <exception cref="InvalidOperationException">The server refused one.</exception>
    public static void StoreLarge(ServerUnderTest server) => InParallel(server, ClientsOfLarge, client =>
        StoreEach(server, AeTitleOfFound, PixelBytes, (association, image) =>
        {
            const int Part = ImagesOfLarge / ClientsOfLarge;
            image.SetStudy(Large);
            image.SetSeries(Large);
            for (int number = client * Part; number < (client + 1) * Part; number++)
            {
                image.SetInstance(FirstOfLarge + number);
                association.Exchange(image.Bytes);
            }
        }));

    /// <summary>Stores all of them over so many associations at once.</summary>
    /// <exception cref="InvalidOperationException">The server refused one.</exception>
    public void Store(ServerUnderTest server, int clients)
    {
        long began = Stopwatch.GetTimestamp();
        InParallel(server, clients, client => StorePart(server, client, clients));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{server.Name}: {count:N0} studies stored in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s"));
    }

    private static void InParallel(ServerUnderTest server, int clients, Action<int> store)
    {
        try
        {
            Parallel.For(0, clients, new ParallelOptions { MaxDegreeOfParallelism = clients }, store);
        }
        catch (AggregateException fault)
        {
            throw new InvalidOperationException($"{server.Name} could not be filled: {fault.InnerExceptions[0].Message}", fault);
        }
    }

    private void StorePart(ServerUnderTest server, int client, int clients)
    {
        StoreEach(server, AeTitleOfFound, PixelBytes, (association, image) =>
        {
            for (int study = client; study < count; study += clients)
                StoreStudy(association, image, study, study < WithTenImages ? ImagesOfTen : 1);
        });
        StoreEach(server, AeTitleOfRetrieved, PixelBytesOfRetrieved, (association, image) =>
        {
            for (int study = client; study < Retrieved; study += clients)
                StoreStudy(association, image, FirstRetrieved + study, ImagesOfRetrieved);
        });
    }

    // The connection is closed at once: a server may keep a thread for it until then.
    private static void StoreEach(ServerUnderTest server, string calledAeTitle, int pixelBytes, Action<RawAssociation, NumberedBytes> store)
    {
        using var association = new RawAssociation(server.Port, DicomBytes.AssociateFor(DicomBytes.ImageStorage, calledAeTitle));
        store(association, Image.StoreRequest(pixelBytes, association.MaximumPduLength));
        association.Release();
    }

    private static void StoreStudy(RawAssociation association, NumberedBytes image, long study, int images)
    {
        image.SetStudy(study);
        image.SetSeries(study);
        for (int number = 0; number < images; number++)
        {
            image.SetInstance(study * 100 + number);
            association.Exchange(image.Bytes);
        }
    }
}
