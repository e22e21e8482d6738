using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests.Faults;

/// <summary>The computer's clock is set while the server works: associations, instances, queries and jobs go on as if nothing had been.</summary>
public sealed class TimeJumpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(3650 * 24)]
    [InlineData(-3650 * 24)]
    public async Task Clock_IsSet_AssociationsInstancesAndJobsGoOn(int hours)
    {
        var clock = new SteppedClock();
        await using var server = await FaultyServer.StartAsync(clock);
        Assert.Equal(0, (await server.StoreAsync("1.2.3.4.1")).Status.Code);
        await using var association = await server.AssociateAsync(Uids.Verification);

        clock.Set(TimeSpan.FromHours(hours));

        Assert.Equal(DimseStatus.Success, Assert.Single(await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).ToListAsync(Token)).Status);
        Assert.Equal(0, (await server.StoreAsync("1.2.3.4.2")).Status.Code);
        Assert.Equal(200, (await server.HttpAsync(HttpMethod.Post, "tools/reconstruct", [])).Status);
        clock.Set(-TimeSpan.FromHours(hours));
        Assert.Equal(0, (await server.StoreAsync("1.2.3.4.3")).Status.Code);
        await server.AssertNothingLostAsync();
        await association.ReleaseAsync(Token);

        await server.StopAsync();
        clock.Set(TimeSpan.FromHours(hours));
        await server.StartAgainAsync(clock);
        Assert.Equal(0, (await server.StoreAsync("1.2.3.4.4")).Status.Code);
        await server.AssertNothingLostAsync();
        Assert.DoesNotContain(server.Lines.All, static line => line.Level >= LogLevel.Error);
    }
}
