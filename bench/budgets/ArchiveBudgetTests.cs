using System.IO.Pipelines;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Budgets;

/// <summary>Queries and retrieves of an archive on disk, from socket to socket.</summary>
[Collection(Allocation.OneAtATime)]
public sealed class ArchiveBudgetTests : IAsyncLifetime
{
    private const int Studies = 50;
    private const int Images = 20;
    private const int Values = 128;
    private const int PixelBytes = 64 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-budgets-");
    private DicomArchive? _archive;

    private DicomArchive Archive => _archive ?? throw new InvalidOperationException("The archive is not open.");

    public async ValueTask InitializeAsync()
    {
        _archive = await DicomArchive.OpenAsync(
            new ArchiveParts
            {
                Index = SqliteIndex.Open(new ArchiveIndexOptions { Path = Path.Combine(_folder.FullName, "index.db"), IsDurable = false }),
                Storage = new FolderStorageArea(Path.Combine(_folder.FullName, "storage"), TimeProvider.System),
                Logger = NullLogger.Instance,
            },
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Archive.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Find_StudyByUid_StaysWithinBudget()
    {
        for (var study = 0; study < Studies; study++)
            await StoreAsync(study, 1, 100);
        await using var listener = await TestListener.StartAsync(FindProvider.ForQueryRetrieve(
            Archive.Find, null, QueryRetrieveModel.StudyRoot, FindOptions.Default, NullLogger.Instance, TimeProvider.System));
        using var client = new RawAssociation(listener.LocalEndPoint!.Port, DicomBytes.AssociateFor(DicomBytes.StudyRootFind, "BUDGET"));
        var request = StudyKeys.FindByStudyUid();
        var next = 0;
        Allocation.AssertWithin("C-FIND of one study by UID", () =>
        {
            request.SetStudy(next++ % Studies);
            Assert.Equal(1, client.Exchange(request.Bytes));
        });
    }

    [Fact]
    public Task Get_Study_StaysWithinBudgetForEachInstance() => AssertGetWithinAsync("C-STORE sub-operation of 64 KiB", Images, PixelBytes, Images);

    [Fact]
    public Task Get_LongInstance_StaysWithinBudgetForEachValue() => AssertGetWithinAsync("PDV sent, of 128 KiB", 1, Values * 128 * 1024, Values);

    [Fact]
    public async Task Find_TenThousandAnswers_HoldsAPortionAtATime()
    {
        const int Answers = 10_000;
        const int Portions = 8;
        const long MostGrowth = 512 * 1024;
        var token = TestContext.Current.CancellationToken;
        await Parallel.ForAsync(0, Answers, token, async (study, cancellation) => await Archive.Index.AddAsync(IndexedStudy.Of(study), cancellation));
        var query = new FindQuery([], QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study);
        var count = 0;
        var first = 0L;
        await foreach (var answer in Archive.Find.FindAsync(new FindRequest(query, new DicomConnection(default, default, null, 1)), token))
        {
            if (count++ % (Answers / Portions) != 0)
                continue;
            var held = GC.GetTotalMemory(forceFullCollection: true);
            first = first == 0 ? held : first;
            Assert.InRange(held - first, long.MinValue, MostGrowth);
        }

        Assert.Equal(Answers, count);
    }

    private async Task AssertGetWithinAsync(string operation, int images, int pixelBytes, int units)
    {
        for (var number = 0; number < images; number++)
            await StoreAsync(0, number, pixelBytes);
        await using var listener = await TestListener.StartAsync(
            new GetProvider(new RetrieveSources(Archive.Retrieve), new RetrieveOptions(), NullLogger.Instance, TimeProvider.System));
        using var client = new RawAssociation(listener.LocalEndPoint!.Port, DicomBytes.AssociateForGet("BUDGET"));
        var request = StudyKeys.Get();
        request.SetStudy(0);
        Allocation.AssertWithin(operation, () => Assert.Equal(images, client.Get(request.Bytes)), units);
    }

    private async Task StoreAsync(int study, int number, int pixelBytes)
    {
        var instance = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, NumberedBytes.InstanceUidOf((study * 100) + number) },
            { Tags.PatientID, "P1" },
            { Tags.StudyInstanceUID, NumberedBytes.StudyUidOf(study) },
            { Tags.SeriesInstanceUID, $"{NumberedBytes.StudyUidOf(study)}.1" },
        };
        instance.Set(Tags.PixelData, VR.OW, new byte[pixelBytes]);
        var body = PipeReader.Create(new MemoryStream(instance.ToBytes(TransferSyntax.ExplicitVRLittleEndian)));
        var request = new StoreRequest(
            Uids.CTImageStorage, instance.GetUid(Tags.SOPInstanceUID) ?? default, TransferSyntax.ExplicitVRLittleEndian, body,
            new InstanceOrigin { Kind = InstanceOriginKind.RestApi });
        Assert.Equal(DimseStatus.Success, await Archive.Store.StoreAsync(request, TestContext.Current.CancellationToken));
    }
}
