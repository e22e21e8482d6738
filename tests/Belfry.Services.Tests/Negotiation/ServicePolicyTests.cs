using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

public sealed class ServicePolicyTests
{
    private static readonly AETitle s_modality = AETitle.Parse("MODALITY");

    private static DicomPermissions KnownOnly { get; } = new()
    {
        LocalAETitle = AETitle.Parse("BELFRY"),
        AllowedToAnyone = new HashSet<ServiceKind> { ServiceKind.Echo },
        Modalities = [Modality("a", "MODALITY", "192.0.2.7")],
    };

    [Fact]
    public void FindDestination_SeveralHaveTheTitle_IsTheFirstByName()
    {
        var permissions = KnownOnly with { Modalities = [Modality("c", "OTHER", "192.0.2.9"), Modality("b", "MODALITY", "192.0.2.8"), .. KnownOnly.Modalities] };
        Assert.Equal("a", permissions.FindDestination(s_modality)?.Name);
        Assert.Null(permissions.FindDestination(AETitle.Parse("NOBODY")));
    }

    [Fact]
    public async Task Associate_NoWorklistHandler_RefusesTheContext()
    {
        await using var host = new ServiceHost(worklist: null);
        await using var association = await host.AssociateAsync();
        Assert.Equal([Uids.Verification], association.PresentationContexts.Select(static c => c.AbstractSyntax));
    }

    [Fact]
    public async Task Associate_SeveralTransferSyntaxes_TakesTheBest()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of());
        await using var association = await host.AssociateAsync(
            transferSyntaxes: [Uids.DeflatedExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian, Uids.ExplicitVRBigEndian]);
        Assert.All(association.PresentationContexts, static c => Assert.Equal(TransferSyntax.ExplicitVRBigEndian, c.TransferSyntax));
    }

    [Fact]
    [Trait("Section", "PS3.8 9.3.4")]
    public async Task Associate_OtherCalledAETitle_IsRejectedWhenChecked()
    {
        await using var host = new ServiceHost(null, permissions: ServiceHost.OpenToAll with { CheckCalledAETitle = true });
        var refused = await Assert.ThrowsAsync<AssociationRejectedException>(() => host.AssociateAsync(called: "OTHER"));
        Assert.Equal(AssociationRejection.CalledAETitleNotRecognized, refused.Rejection);
        await using var association = await host.AssociateAsync(called: "belfry");
    }

    [Fact]
    public async Task Associate_NobodyMayDoAnythingAndCallerIsUnknown_IsRejected()
    {
        await using var host = new ServiceHost(null, permissions: KnownOnly with { AllowedToAnyone = new HashSet<ServiceKind>() });
        var refused = await Assert.ThrowsAsync<AssociationRejectedException>(() => host.AssociateAsync(calling: "STRANGER"));
        Assert.Equal(AssociationRejection.CallingAETitleNotRecognized, refused.Rejection);
    }

    [Fact]
    [Trait("Section", "PS3.7 C.5.23")]
    public async Task Find_UnknownCaller_IsNotAuthorizedAndTheAssociationLives()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(), permissions: KnownOnly);
        await using var association = await host.AssociateAsync(calling: "STRANGER");

        var reply = Assert.Single(await ServiceHost.FindAsync(association, new DicomDataSet(), TestContext.Current.CancellationToken));

        Assert.Equal(GeneralStatus.NotAuthorized, reply.Status);
        Assert.NotNull(reply.Response.ErrorComment);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Find_RoutesReplaced_RunningAssociationKeepsItsOwn()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(), permissions: KnownOnly);
        await using var association = await host.AssociateAsync();
        host.Policy.Routes = new ServiceRoutes(KnownOnly with { Modalities = [] }, [ServiceRoute.Verification]);

        var reply = Assert.Single(await ServiceHost.FindAsync(association, new DicomDataSet(), TestContext.Current.CancellationToken));

        Assert.Equal(DimseStatus.Success, reply.Status);
    }

    [Fact]
    public void Find_OtherCommandOfTheContext_IsUnrecognized()
    {
        var routes = new ServiceRoutes(ServiceHost.OpenToAll, [ServiceRoute.Verification]);
        Assert.Same(RefusingService.UnrecognizedOperation,
            routes.Find(Uids.Verification, CommandField.CFindRequest, s_modality, s_modality, null));
    }

    [Theory]
    [InlineData("MODALITY", "192.0.2.7", true)]
    [InlineData("modality", "::ffff:192.0.2.7", true)]
    [InlineData("MODALITY", "192.0.2.8", false)]
    [InlineData("STRANGER", "192.0.2.7", false)]
    public void Allows_HostChecked_NeedsTitleAndAddress(string calling, string address, bool expected) =>
        Assert.Equal(expected, (KnownOnly with { CheckModalityHost = true })
            .Allows(AETitle.Parse(calling), IPAddress.Parse(address), ServiceKind.FindWorklist));

    [Fact]
    public void Allows_SeveralEntries_AllMustAllowUnlessTheHostDecides()
    {
        var permissions = KnownOnly with
        {
            Modalities = [Modality("a", "MODALITY", "192.0.2.7"), Modality("b", "MODALITY", "192.0.2.8") with { AllowFindWorklist = false }],
        };
        var address = IPAddress.Parse("192.0.2.7");
        Assert.False(permissions.Allows(s_modality, address, ServiceKind.FindWorklist));
        Assert.True((permissions with { CheckModalityHost = true }).Allows(s_modality, address, ServiceKind.FindWorklist));
    }

    [Fact]
    public void Allows_StrictTitles_CaseCounts() =>
        Assert.False((KnownOnly with { StrictAETitles = true }).Allows(AETitle.Parse("modality"), null, ServiceKind.FindWorklist));

    private static RemoteModality Modality(string name, string title, string host) =>
        new() { Name = name, AETitle = AETitle.Parse(title), Host = host, Port = 104 };
}
