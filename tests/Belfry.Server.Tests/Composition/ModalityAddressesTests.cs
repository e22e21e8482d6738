using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.Server.Composition;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Belfry.Server.Tests.Composition;

public sealed class ModalityAddressesTests
{
    private static readonly RemoteModality _byName = new() { Name = "ct", AETitle = AETitle.Parse("CT"), Host = "ct.example", Port = 104 };
    private static readonly RemoteModality _byAddress = _byName with { Name = "mr", Host = "192.0.2.9" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Names_AreResolvedBeforeItReturns()
    {
        await using var addresses = new ModalityAddresses(
            [_byName, _byAddress], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.1")]), TimeProvider.System, new LogLines());
        IReadOnlyList<RemoteModality>? told = null;
        await addresses.StartAsync(modalities => told = modalities, Token);
        Assert.Equal(["192.0.2.1", "192.0.2.9"], told?.SelectMany(modality => modality.Addresses).Select(address => address.ToString()));
    }

    [Fact]
    public async Task Refresh_AnAddressThatChanged_IsTold()
    {
        var clock = new FakeTimeProvider();
        var next = "192.0.2.1";
        await using var addresses = new ModalityAddresses(
            [_byName], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(next)]), clock, new LogLines());
        var second = new TaskCompletionSource<IReadOnlyList<RemoteModality>>();
        await addresses.StartAsync(
            modalities =>
            {
                if (modalities[0].Addresses[0].ToString() != "192.0.2.1")
                    second.SetResult(modalities);
            }, Token);
        next = "192.0.2.2";
        clock.Advance(ModalityAddresses.RefreshInterval);
        Assert.Equal([IPAddress.Parse("192.0.2.2")], (await second.Task.WaitAsync(Token))[0].Addresses);
    }

    [Fact]
    public async Task Start_NameThatDoesNotResolve_IsNoFaultAndToldOnce()
    {
        var log = new LogLines();
        await using var addresses = new ModalityAddresses(
            [_byName], (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)), TimeProvider.System, log);
        await addresses.StartAsync(_ => Assert.Fail("nothing has changed"), Token);
        Assert.Empty(addresses.Current[0].Addresses);
        Assert.Contains("ct.example", Assert.Single(log.All).Text);
    }

    [Fact]
    public async Task Start_NameServerThatDoesNotAnswer_IsNotWaitedForLong()
    {
        var clock = new FakeTimeProvider();
        var answer = new TaskCompletionSource<IPAddress[]>();
        await using var addresses = new ModalityAddresses([_byName], (_, cancellation) => answer.Task.WaitAsync(cancellation), clock, new LogLines());
        var told = new TaskCompletionSource<IReadOnlyList<RemoteModality>>();
        var start = addresses.StartAsync(told.SetResult, Token);
        clock.Advance(ModalityAddresses.StartLimit);
        await start;
        Assert.False(told.Task.IsCompleted);
        answer.SetResult([IPAddress.Loopback]);
        Assert.Equal([IPAddress.Loopback], (await told.Task.WaitAsync(Token))[0].Addresses);
    }
}
