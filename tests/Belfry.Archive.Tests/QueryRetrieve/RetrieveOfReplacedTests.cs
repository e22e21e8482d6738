using Belfry.Archive.Tests.Rebuild;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests.QueryRetrieve;

/// <summary>Instances that change between their being listed and their being sent.</summary>
public sealed class RetrieveOfReplacedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(512)]
    [InlineData(400_000)]
    public async Task RetrieveAsync_ReplacedBeforeItIsOpened_GivesTheNewCopyOfThatPatient(int pixels)
    {
        await using var archive = new SqliteArchive { Options = new ArchiveOptions { Overwrite = OverwritePolicy.Always } };
        await archive.OpenAsync();
        await archive.StoreAsync(TestInstance.Make(pixels: pixels));
        var source = await ListAsync(archive);
        var replacement = TestInstance.Make(pixels: pixels - 2);
        await archive.StoreAsync(replacement);
        await archive.StoreAsync(TestInstance.Make(pixels: 64, patientId: "P2"));

        await using var stream = await source.OpenAsync(Token);

        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        Assert.Equal(replacement.ToBytes(TransferSyntax.ExplicitVRLittleEndian), bytes.ToArray());
    }

    [Fact]
    public async Task RetrieveAsync_FileIsGone_GivesNoCopyOfAnotherPatient()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync();
        await archive.StoreAsync(TestInstance.Make());
        var source = await ListAsync(archive);
        File.Delete(Assert.Single(archive.Files));
        await archive.StoreAsync(TestInstance.Make(patientId: "P2"));

        await Assert.ThrowsAnyAsync<IOException>(async () => await source.OpenAsync(Token));
    }

    [Fact]
    public async Task RetrieveAsync_EachIsReplacedWhenItWasListed_ListsEachOnce()
    {
        await using var archive = new SqliteArchive { Options = new ArchiveOptions { Overwrite = OverwritePolicy.Always } };
        await archive.OpenAsync();
        string[] uids = [.. Enumerable.Range(1, 100).Select(static number => $"1.2.3.4.{number}")];
        foreach (var uid in uids)
            await archive.StoreAsync(TestInstance.Make(uid));

        List<string> listed = [];
        await foreach (var suboperation in archive.Archive.Retrieve.RetrieveAsync(Request(), Token))
        {
            listed.Add(suboperation.SopInstanceUid.Value);
            await archive.StoreAsync(TestInstance.Make(suboperation.SopInstanceUid.Value));
        }

        Assert.Equal(uids.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static async Task<InstanceSource> ListAsync(SqliteArchive archive)
    {
        List<Suboperation> suboperations = [];
        await foreach (var suboperation in archive.Archive.Retrieve.RetrieveAsync(Request(), Token))
            suboperations.Add(suboperation);
        return Assert.Single(suboperations).Source ?? throw new InvalidOperationException("Nothing is to be sent.");
    }

    private static RetrieveRequest Request()
    {
        var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, "PATIENT" }, { Tags.PatientID, "P1" } };
        var query = new RetrieveQuery(identifier, QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Patient);
        return new RetrieveRequest(query, new DicomConnection(AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), null, 1));
    }
}
