using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>Services told by a rule: who gets which context and which request.</summary>
public sealed class ServiceFamilyTests
{
    private static readonly DicomUid _private = new("1.2.826.0.1.99.1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.8 9.3.3.2")]
    public async Task Associate_SopClasses_AreAcceptedByTheRule()
    {
        await using var listener = Listen(Storage("all"));
        await using var association = await AssociateAsync(listener, "ANY", Uids.CTImageStorage, _private, Uids.Verification);
        Assert.NotNull(association.FindContext(Uids.CTImageStorage));
        Assert.Null(association.FindContext(_private));
        Assert.NotNull(association.FindContext(Uids.Verification));
    }

    [Fact]
    public async Task Associate_UnknownSopClassAccepted_IsTakenToo()
    {
        await using var listener = Listen(Storage("all", StorageAcceptance.Default with { UnknownSopClasses = true }));
        await using var association = await AssociateAsync(listener, "ANY", _private);
        Assert.NotNull(association.FindContext(_private));
        Assert.Equal("all", await StoreAsync(association, _private));
    }

    [Fact]
    public async Task Associate_TransferSyntaxes_TheFirstAcceptedOfTheRequestorIsTaken()
    {
        var acceptance = StorageAcceptance.Default with { RejectedTransferSyntaxes = new HashSet<DicomUid> { Uids.JPEG2000 } };
        await using var listener = Listen(Storage("all", acceptance));
        var request = AssociationRequest.Create(AETitle.Parse("A"), AETitle.Parse("B"), [Uids.CTImageStorage], Uids.JPEG2000, Uids.ImplicitVRLittleEndian, Uids.ExplicitVRLittleEndian);
        await using var association = await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), request, Token);
        Assert.Equal(Uids.ImplicitVRLittleEndian, association.FindContext(Uids.CTImageStorage)?.TransferSyntax.Uid);
    }

    [Theory]
    [InlineData("ONE", "one")]
    [InlineData("OTHER", "all")]
    public async Task Store_CalledAETitle_ChoosesTheFamily(string called, string expected)
    {
        await using var listener = Listen(Storage("all"), Storage("one") with { CalledAETitle = AETitle.Parse("ONE") });
        await using var association = await AssociateAsync(listener, called, Uids.CTImageStorage);
        Assert.Equal(expected, await StoreAsync(association, Uids.CTImageStorage));
    }

    [Fact]
    public async Task Store_RouteOfItsOwn_GoesBeforeTheFamily()
    {
        var route = new ServiceRoute(Uids.CTImageStorage, CommandField.CStoreRequest, ServiceKind.Store, new NamedStore("route"));
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll, [route], [Storage("all")]));
        await using var listener = new InMemoryListener(policy, policy);
        await using var association = await AssociateAsync(listener, "ANY", Uids.CTImageStorage, Uids.MRImageStorage);
        Assert.Equal("route", await StoreAsync(association, Uids.CTImageStorage));
        Assert.Equal("all", await StoreAsync(association, Uids.MRImageStorage));
    }

    [Fact]
    [Trait("Section", "PS3.7 C.5.2")]
    public async Task Find_InAContextOfTheFamily_IsUnrecognized()
    {
        await using var listener = Listen(Storage("all"));
        await using var association = await AssociateAsync(listener, "ANY", Uids.CTImageStorage);
        await foreach (var reply in association.InvokeAsync(new CFindRequest(Uids.CTImageStorage), new DicomDataSet { { Tags.PatientID, "" } }, Token))
            Assert.Equal(0x0211, reply.Status.Code);
    }

    private static ServiceFamily Storage(string name, StorageAcceptance? acceptance = null)
    {
        var rule = acceptance ?? StorageAcceptance.Default;
        return new ServiceFamily(rule.AcceptsSopClass, rule.AcceptsTransferSyntax, CommandField.CStoreRequest, ServiceKind.Store, new NamedStore(name));
    }

    private static InMemoryListener Listen(params ServiceFamily[] families)
    {
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll, [ServiceRoute.Verification], families));
        return new InMemoryListener(policy, policy);
    }

    private static Task<Association> AssociateAsync(InMemoryListener listener, string called, params DicomUid[] abstractSyntaxes) =>
        new AssociationRequestor().RequestAsync(
            listener.ConnectTransport(), AssociationRequest.Create(AETitle.Parse("A"), AETitle.Parse(called), abstractSyntaxes), Token).AsTask();

    private static async Task<string?> StoreAsync(Association association, DicomUid sopClass) => (await SendAsync(association, sopClass)).Response.ErrorComment;

    private static async Task<DimseReply> SendAsync(Association association, DicomUid sopClass)
    {
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(new CStoreRequest(sopClass, new DicomUid("1.2.3")), new DicomDataSet { { Tags.SOPInstanceUID, "1.2.3" } }, Token))
            last = reply;
        return last ?? throw new InvalidOperationException("There was no response.");
    }

    /// <summary>Says in its response who it is.</summary>
    private sealed class NamedStore(string name) : IDimseService
    {
        public ValueTask HandleAsync(DimseOperation operation) => operation.RespondAsync(new CStoreResponse(DimseStatus.Success) { ErrorComment = name });
    }
}
