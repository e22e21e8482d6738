using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Retrieve;

/// <summary>Destinations that refuse, hang and break off, and transfer syntaxes that they do not take.</summary>
public sealed class DestinationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Move_DestinationThatRefusesTheAssociation_FailsAllAfterOneAttempt()
    {
        var modalities = new InMemoryModalities();
        var listener = modalities.Add("STATION", new StoredInstances().HandleAsync);
        listener.Policy.Decide = (_, _) => ValueTask.FromResult(AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized));
        var last = await MoveAsync(modalities, Instances(50));
        Assert.Equal("A702H -/0/50/0", RetrieveText.Of(last));
        Assert.Equal("The destination refused: calling-AE-title-not-recognized", last.Response.ErrorComment);
        Assert.Equal(50, last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList).Count);
        Assert.Single(modalities.Requests);
    }

    [Fact]
    public async Task Move_DestinationThatAbortsInTheMiddle_LosesOneInstanceAndGetsTheOthersByANewAssociation()
    {
        var count = 0;
        var stored = new StoredInstances
        {
            Before = operation =>
            {
                if (Interlocked.Increment(ref count) is 3 or 6)
                    operation.Association.Abort();
                return ValueTask.CompletedTask;
            },
        };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var last = await MoveAsync(modalities, Instances(10));
        Assert.Equal("B000H -/8/2/0", RetrieveText.Of(last));
        Assert.Equal("The destination broke off or did not answer", last.Response.ErrorComment);
        Assert.Equal(["1.2.3.4.3", "1.2.3.4.6"], last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList));
        Assert.Equal(3, modalities.Requests.Count);
    }

    [Fact]
    public async Task Move_DestinationThatAbortsEachInstance_IsGivenUpAtTheSecond()
    {
        var stored = new StoredInstances
        {
            Before = operation =>
            {
                operation.Association.Abort();
                return ValueTask.CompletedTask;
            },
        };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        Assert.Equal("A702H -/0/10/0", RetrieveText.Of(await MoveAsync(modalities, Instances(10))));
        Assert.Single(modalities.Requests);
    }

    [Fact]
    public async Task Move_DestinationThatNeverAnswers_IsGivenUpAfterTheTimeout()
    {
        var stored = new StoredInstances { Before = async operation => await Task.Delay(Timeout.Infinite, operation.Cancellation) };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var options = new RetrieveOptions { Store = new StoreScuOptions { ResponseTimeout = TimeSpan.FromMilliseconds(50) } };
        Assert.Equal("A702H -/0/10/0", RetrieveText.Of(await MoveAsync(modalities, Instances(10), options)));
        Assert.Single(modalities.Requests);
    }

    [Fact]
    public async Task Move_DestinationThatClosesBetweenInstances_LosesNone()
    {
        Association? theirs = null;
        var stored = new StoredInstances
        {
            Before = operation =>
            {
                theirs = operation.Association;
                return ValueTask.CompletedTask;
            },
        };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var suboperations = new List<Suboperation>();
        for (var i = 1; i <= 3; i++)
        {
            suboperations.Add(Suboperation.Send(RetrieveHost.Instance(i)));
            suboperations.Add(Suboperation.Perform(async _ =>
            {
                if (theirs is not null)
                    await theirs.DisposeAsync();
                return SuboperationResult.Completed;
            }));
        }

        await using var host = new RetrieveHost(ScriptedRetrieve.Of(suboperations), modalities);
        await using var association = await host.AssociateAsync();
        var last = (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
        Assert.Equal(3, stored.All.Count);
        Assert.Equal("0000H -/6/0/0", RetrieveText.Of(last));
    }

    [Theory]
    [InlineData(0xB000, "B000H -/0/0/2")]
    [InlineData(0xB007, "B000H -/0/0/2")]
    [InlineData(0xA700, "A702H -/0/2/0")]
    [InlineData(0x0122, "A702H -/0/2/0")]
    [Trait("Section", "PS3.4 B.2.3")]
    public async Task Move_StatusOfTheStore_DecidesHowItIsCounted(ushort status, string expected)
    {
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", new StoredInstances { Answer = _ => new DimseStatus(status) }.HandleAsync);
        Assert.Equal(expected, RetrieveText.Of(await MoveAsync(modalities, Instances(2))));
    }

    public static TheoryData<string, string> Conversions
    {
        get
        {
            string[] all = [Uids.ImplicitVRLittleEndian.Value, Uids.ExplicitVRLittleEndian.Value, Uids.ExplicitVRBigEndian.Value, Uids.DeflatedExplicitVRLittleEndian.Value];
            var data = new TheoryData<string, string>();
            foreach (var stored in all)
            {
                data.Add(stored, Uids.ImplicitVRLittleEndian.Value);
                data.Add(stored, Uids.ExplicitVRLittleEndian.Value);
                data.Add(stored, stored);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    [Trait("Section", "PS3.4 C.4.2.2.1")]
    public async Task Move_StoredTransferSyntaxRefused_ConvertsBetweenUncompressedOnes(string stored, string taken)
    {
        foreach (var length in (int[])[256, 3_000_000])
        {
            var store = new StoredInstances();
            var modalities = new InMemoryModalities();
            var listener = modalities.Add("STATION", store.HandleAsync);
            listener.Policy.Decide = (proposal, _) => ValueTask.FromResult(AssociationDecision.Accept(
            [
                .. proposal.Request.PresentationContexts.Select(context => context.TransferSyntaxes.Contains(new DicomUid(taken))
                    ? PresentationContextAnswer.Accept(context.Id, new DicomUid(taken))
                    : PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.TransferSyntaxesNotSupported)),
            ]));
            var syntax = TransferSyntax.Find(new DicomUid(stored)) ?? throw new InvalidOperationException(stored);
            var instance = RetrieveHost.Instance(1, syntax, length: length);
            Assert.Equal("0000H -/1/0/0", RetrieveText.Of(await MoveAsync(modalities, [instance])));
            var arrived = Assert.Single(store.All);
            Assert.Equal(taken, arrived.TransferSyntax.Uid.Value);
            var expected = RetrieveHost.Instance(1, arrived.TransferSyntax, length: length);
            await using var stream = await expected.OpenAsync(Token);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, Token);
            if (!arrived.TransferSyntax.IsDeflated)
                Assert.Equal(bytes, arrived.DataSet);
            else
                Assert.Equal(bytes.Length, arrived.DataSet.Length);
        }
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.2.1")]
    public async Task Move_CompressedInstanceThatThePeerDoesNotTake_FailsAndTheOthersGo()
    {
        var store = new StoredInstances();
        var modalities = new InMemoryModalities();
        var listener = modalities.Add("STATION", store.HandleAsync);
        listener.Policy.Decide = (proposal, _) => ValueTask.FromResult(AssociationDecision.Accept(
        [
            .. proposal.Request.PresentationContexts.Where(context => context.TransferSyntaxes.Contains(Uids.ExplicitVRLittleEndian))
                .Select(context => PresentationContextAnswer.Accept(context.Id, Uids.ExplicitVRLittleEndian)),
        ]));
        var jpeg = TransferSyntax.Find(Uids.JPEGBaseline8Bit) ?? throw new InvalidOperationException();
        var lines = new LogLines();
        InstanceSource[] instances = [RetrieveHost.Instance(1), new Unread(jpeg), RetrieveHost.Instance(3)];
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(instances), modalities, logger: lines);
        await using var association = await host.AssociateAsync();
        var last = (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
        Assert.Equal("B000H -/2/1/0", RetrieveText.Of(last));
        Assert.Equal(["1.2.3.4.2"], last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList));
        Assert.Contains(lines.All, line => line.Id == 3200 && line.Text.Contains("JPEG Baseline"));
    }

    [Fact]
    public async Task Move_ModalityThatMustGetTheBytesAsTheyAre_GetsNoOthers()
    {
        var modalities = new InMemoryModalities();
        var listener = modalities.Add("STATION", new StoredInstances().HandleAsync);
        listener.Policy.Decide = (proposal, _) => ValueTask.FromResult(AssociationDecision.Accept(
            [.. proposal.Request.PresentationContexts.Select(context => PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.TransferSyntaxesNotSupported))]));
        modalities.Adjust = modality => modality with { AllowTranscoding = false };
        Assert.Equal("A702H -/0/1/0", RetrieveText.Of(await MoveAsync(modalities, Instances(1))));
        Assert.Equal([Uids.ExplicitVRLittleEndian], Assert.Single(Assert.Single(modalities.Requests).PresentationContexts).TransferSyntaxes);
    }

    [Fact]
    public async Task Move_NothingIsConverted_AnInstanceIsSentAsItIsOrNotAtAll()
    {
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", new StoredInstances().HandleAsync);
        var options = RetrieveOptions.Default with { Store = StoreScuOptions.Default with { Converts = false } };
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(RetrieveHost.Instance(1)), modalities, options);
        await using var association = await host.AssociateAsync();
        Assert.Equal("0000H -/1/0/0", RetrieveText.Of((await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1]));
        Assert.Equal([Uids.ExplicitVRLittleEndian], Assert.Single(Assert.Single(modalities.Requests).PresentationContexts).TransferSyntaxes);
    }

    [Fact]
    public async Task Move_ModalityWithAnAETitleForUs_IsCalledByIt()
    {
        var modalities = new InMemoryModalities { Adjust = modality => modality with { LocalAETitle = AETitle.Parse("ALIAS") } };
        modalities.Add("STATION", new StoredInstances().HandleAsync);
        Assert.Equal("0000H -/1/0/0", RetrieveText.Of(await MoveAsync(modalities, Instances(1))));
        Assert.Equal("ALIAS", Assert.Single(modalities.Requests).CallingAETitle.Value);
    }

    [Fact]
    [Trait("Section", "PS3.8 9.3.2.2")]
    public async Task Move_MoreKindsThanAnAssociationHasContextsFor_TakesSeveralAssociations()
    {
        var stored = new StoredInstances();
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var classes = StorageSopClass.All().Take(150).ToList();
        InstanceSource[] instances = [.. classes.Select((sopClass, i) => RetrieveHost.Instance(i + 1, sopClass: sopClass.Uid))];
        Assert.Equal($"0000H -/{instances.Length}/0/0", RetrieveText.Of(await MoveAsync(modalities, instances)));
        Assert.Equal(3, modalities.Requests.Count);
        Assert.All(modalities.Requests, request => Assert.InRange(request.PresentationContexts.Count, 1, 128));
        Assert.Equal(instances.Length, stored.All.Count);
    }

    [Fact]
    public async Task Move_KindsThatComeAsASurprise_GetAnAssociationEach()
    {
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", new StoredInstances().HandleAsync);
        Suboperation[] suboperations =
        [
            Suboperation.Send(RetrieveHost.Instance(1)), Suboperation.Send(RetrieveHost.Instance(2)),
            Suboperation.Send(RetrieveHost.Instance(3, sopClass: Uids.MRImageStorage)), Suboperation.Send(RetrieveHost.Instance(4)),
        ];
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(suboperations), modalities);
        await using var association = await host.AssociateAsync();
        Assert.Equal("0000H -/4/0/0", RetrieveText.Of((await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1]));
        Assert.Equal(2, modalities.Requests.Count);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.3.1.1")]
    public async Task Get_SopClassWithoutTheRoleOfAnScp_FailsAndTheOthersCome()
    {
        var stored = new StoredInstances();
        var lines = new LogLines();
        await using var host = new RetrieveHost(
            ScriptedRetrieve.Of(RetrieveHost.Instance(1), RetrieveHost.Instance(2, sopClass: Uids.MRImageStorage)), logger: lines);
        await using var association = await host.AssociateAsync(stored, Uids.CTImageStorage);
        var last = (await RetrieveHost.GetAsync(association, cancellation: Token))[^1];
        Assert.Equal("B000H -/1/1/0", RetrieveText.Of(last));
        Assert.Equal(["1.2.3.4.2"], last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList));
        Assert.Contains(lines.All, line => line.Id == 3201);
    }

    private static InstanceSource[] Instances(int count) => [.. Enumerable.Range(1, count).Select(i => RetrieveHost.Instance(i))];

    private static async Task<DimseReply> MoveAsync(InMemoryModalities modalities, InstanceSource[] instances, RetrieveOptions? options = null)
    {
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(instances), modalities, options);
        await using var association = await host.AssociateAsync();
        return (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
    }

    /// <summary>A compressed instance whose bytes nobody may ask for.</summary>
    private sealed class Unread(TransferSyntax transferSyntax) : InstanceSource(Uids.CTImageStorage, new DicomUid("1.2.3.4.2"), transferSyntax)
    {
        public override ValueTask<Stream> OpenAsync(CancellationToken cancellation) => new(new MemoryStream(new byte[100]));
    }
}
