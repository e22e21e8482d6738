using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>A modality that answers nothing keeps one report waiting, and no more.</summary>
public sealed class SilentModalitiesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SilentModalities _modalities;
    private int _sent;

    public SilentModalitiesTests() => _modalities = new SilentModalities(_clock);

    [Fact]
    public async Task SendAsync_SilentModality_IsTriedByOneAtATimeAndTheOthersFailAtOnce()
    {
        Assert.Equal("no answer", (await FailAsync("CT", TimeSpan.FromSeconds(10), "no answer")).Fault?.Text);
        var gate = new TaskCompletionSource<ReportDelivery>();
        var trying = _modalities.SendAsync("CT", () => new ValueTask<ReportDelivery>(gate.Task));

        Assert.Equal("no answer", (await TakeAsync("CT")).Fault?.Text);
        Assert.Equal(1, _sent);
        Assert.Null((await TakeAsync("MR")).Fault);

        _clock.Advance(TimeSpan.FromSeconds(10));
        gate.SetResult(new ReportDelivery(ReportFault.Network("no connection")));
        Assert.Equal("no connection", (await trying).Fault?.Text);
        Assert.Null((await TakeAsync("CT")).Fault);
    }

    [Fact]
    public async Task SendAsync_ModalityIsHeardOfAgain_IsTriedByAll()
    {
        await FailAsync("CT", TimeSpan.FromSeconds(10), "no answer");
        await FailAsync("CT", TimeSpan.Zero, "refused");
        var gates = new TaskCompletionSource<ReportDelivery>[2];
        var both = gates.Select((_, i) => _modalities.SendAsync("CT", () => new ValueTask<ReportDelivery>((gates[i] = new()).Task)).AsTask()).ToArray();

        foreach (var gate in gates)
            gate.SetResult(ReportDelivery.Taken);
        Assert.All(await Task.WhenAll(both), static delivery => Assert.Null(delivery.Fault));
    }

    [Fact]
    public async Task SendAsync_TheAttemptIsCancelled_TheNextTries()
    {
        await FailAsync("CT", TimeSpan.FromSeconds(10), "no answer");
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _modalities.SendAsync("CT", static () => throw new OperationCanceledException()));

        Assert.Null((await TakeAsync("CT")).Fault);
    }

    private ValueTask<ReportDelivery> FailAsync(string modality, TimeSpan after, string why) => _modalities.SendAsync(modality, () =>
    {
        _sent++;
        _clock.Advance(after);
        return ValueTask.FromResult(new ReportDelivery(ReportFault.Network(why)));
    });

    private ValueTask<ReportDelivery> TakeAsync(string modality) => _modalities.SendAsync(modality, static () => ValueTask.FromResult(ReportDelivery.Taken));
}
