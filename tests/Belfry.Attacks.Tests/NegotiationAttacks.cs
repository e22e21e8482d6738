using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>What an A-ASSOCIATE-RQ may hold: contexts beyond measure, ids twice, huge user information, titles that are paths.</summary>
[Attack(3)]
public sealed class NegotiationAttacks
{
    [Fact]
    public async Task Request_HundredAndTwentyEightContexts_IsAnsweredForEach()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        peer.Request = peer.Request with { PresentationContexts = Contexts(128) };
        Assert.Equal(128, (await peer.AssociateAsync()).PresentationContexts.Count);
        await peer.SendEchoAsync(1);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Request_MoreContextsThanThereAreIds_EndsTheAssociation()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        peer.Request = peer.Request with { PresentationContexts = [.. Contexts(128), .. Contexts(128)] };
        await Bound.HoldsAsync(8, async () =>
        {
            await peer.SendRequestAsync();
            await peer.ExpectAbortAsync();
        });
        await server.AssertServesAsync();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(0, 1)]
    public async Task Request_IdsTwiceOrEven_DoNotReachAService(byte first, byte second)
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        peer.Request = peer.Request with
        {
            PresentationContexts =
            [
                new ProposedPresentationContext(first, Uids.Verification, [Uids.ImplicitVRLittleEndian]),
                new ProposedPresentationContext(second, Uids.CTImageStorage, [Uids.ImplicitVRLittleEndian]),
            ],
        };
        await peer.SendRequestAsync();
        await peer.ExpectAbortAsync();
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Request_UserInformationOfSixtyFourKilobytes_IsTakenOrRefusedForLittleMemory()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        peer.Request = peer.Request with
        {
            UserInformation = peer.Request.UserInformation with
            {
                ExtendedNegotiations = [.. Enumerable.Range(0, 30).Select(static _ => new SopClassExtendedNegotiation(Uids.StudyRootQueryRetrieveInformationModelFind, new byte[2000]))],
            },
        };
        await Bound.HoldsAsync(8, async () => await peer.AssociateAsync());
        await peer.SendEchoAsync(1);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("'; DROP TABLE--")]
    [InlineData("%s%n%x")]
    public async Task Request_TitleThatMeansSomethingElsewhere_IsATitleLikeAnother(string title)
    {
        await using var server = await AttackedServer.StartAsync();
        var before = Directory.EnumerateFileSystemEntries(server.Folder, "*", SearchOption.AllDirectories).Count();
        await using var peer = await server.ConnectAsync();
        peer.Request = peer.Request with { CallingAETitle = title, CalledAETitle = title };
        await peer.AssociateAsync();
        await peer.SendEchoAsync(1);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(server.Folder, "*", SearchOption.AllDirectories).Count());
    }

    [Theory]
    [InlineData("AB\u001B[31mC")]
    [InlineData("A\nB")]
    [InlineData("A\\B")]
    public async Task Request_TitleWithControlCharacters_IsRejectedPermanently(string title)
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        var request = Wire.Request(peer.Request);
        System.Text.Encoding.ASCII.GetBytes(title.PadRight(16)).CopyTo(request.AsSpan(26));
        await peer.SendAsync(request);
        Assert.Equal(1, (int)(await peer.ExpectRejectAsync()).Result);
        await server.AssertServesAsync();
    }

    private static IReadOnlyList<ProposedPresentationContext> Contexts(int count) =>
        [.. Enumerable.Range(0, count).Select(static index => new ProposedPresentationContext((byte)(2 * index + 1), Uids.Verification, [Uids.ImplicitVRLittleEndian]))];
}
