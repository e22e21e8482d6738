using System.Net;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>What the archive says when it is asked whether it keeps an instance.</summary>
[Trait("Section", "PS3.4 J.1")]
public sealed class ArchiveCommitmentTests
{
    private static readonly ReferencedInstance _instance = new(Uids.CTImageStorage, new DicomUid("1.2.3.4.5"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 512)]
    [InlineData(true, 512)]
    [InlineData(false, 600_000)]
    [InlineData(true, 600_000)]
    public async Task Look_Stored_IsCommitted(bool compresses, int pixels)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { Compresses = compresses } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make(pixels: pixels));
        Assert.Equal([CommitmentOutcome.Committed], await LookAsync(bench, _instance));
    }

    [Fact]
    public async Task Look_NotStored_IsNoSuchInstance()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        Assert.Equal([CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance)], await LookAsync(bench, _instance));
    }

    [Fact]
    public async Task Look_OtherSopClass_IsConflict()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        Assert.Equal(
            [CommitmentOutcome.Failed(CommitmentFailureReason.ClassInstanceConflict), CommitmentOutcome.Committed],
            await LookAsync(bench, _instance with { SopClassUid = Uids.MRImageStorage }, _instance));
    }

    [Fact]
    public async Task Look_StoredOfTwoPatients_IsNoSuchInstance()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await bench.StoreAsync(TestInstance.Make(patientId: "P2"));
        Assert.Equal([CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance)], await LookAsync(bench, _instance));
    }

    [Fact]
    public async Task Look_StoredAgain_IsCommitted()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await bench.StoreAsync(TestInstance.Make(pixels: 514));
        Assert.Equal([CommitmentOutcome.Committed], await LookAsync(bench, _instance));
    }

    [Fact]
    public async Task Look_FileIsGone_IsNoSuchInstance()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        File.Delete(Assert.Single(bench.Files));
        Assert.Equal([CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance)], await LookAsync(bench, _instance));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Look_FileIsShorter_IsNoSuchInstance(bool readsAll)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { ReadsCommitted = readsAll } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await using (var file = File.OpenWrite(Assert.Single(bench.Files)))
            file.SetLength(file.Length - 1);
        Assert.Equal([CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance)], await LookAsync(bench, _instance));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Look_OneBitOfTheFileChanged_IsSeenWhenFilesAreRead(bool readsAll, bool isCommitted)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { ReadsCommitted = readsAll } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await using (var file = new FileStream(Assert.Single(bench.Files), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Seek(-10, SeekOrigin.End);
            var changed = (byte)(file.ReadByte() ^ 1);
            file.Seek(-10, SeekOrigin.End);
            file.WriteByte(changed);
        }

        Assert.Equal(isCommitted, Assert.Single(await LookAsync(bench, _instance)).IsCommitted);
    }

    private static async Task<List<CommitmentOutcome>> LookAsync(ArchiveBench bench, params ReferencedInstance[] references)
    {
        var connection = new DicomConnection(AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), IPAddress.Loopback, 1);
        var request = new CommitmentRequest(new DicomUid("2.25.1"), references, connection, new NoJob());
        await using var commitment = await bench.Archive.Commitment.BeginAsync(request, Token);
        Assert.NotNull(commitment);
        List<CommitmentOutcome> outcomes = [];
        await foreach (var answer in commitment.AnswerAsync(references, Token))
        {
            Assert.Equal(references[outcomes.Count], answer.Instance);
            outcomes.Add(answer.Outcome);
        }

        return outcomes;
    }

    private sealed class NoJob : ICommitmentJob
    {
        public string Id => "";

        public int Attempt => 1;

        public void ReportProgress(double fraction)
        {
        }
    }
}
