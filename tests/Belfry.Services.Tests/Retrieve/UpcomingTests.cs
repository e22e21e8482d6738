using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Services.Tests;

public sealed class UpcomingTests
{
    private const int Many = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000, 32)]
    [InlineData(256 * 1024, 4)]
    public async Task Ask_InstancesInMemory_AreOpenedAheadAsFarAsThereIsRoom(int length, int expected)
    {
        var script = new Script(() => Suboperation.Send(new Bytes(new MemoryStream(new byte[length]))), Many);
        await using (var next = script.Begin())
        {
            next.Ask();
            Assert.True(await next.TakeAsync(Token));
            await script.RestAsync();

            // The one that was taken makes no room by itself.
            Assert.InRange(script.Asked, expected, expected + 1);
        }

        Assert.True(script.IsDisposedOf);
    }

    [Fact]
    public async Task Ask_InstancesThatAreNotInMemory_AreOpenedOneAhead()
    {
        var script = new Script(() => Suboperation.Send(new Bytes(new BufferedStream(new MemoryStream()))), Many);
        await using var next = script.Begin();
        next.Ask();
        Assert.True(await next.TakeAsync(Token));
        await script.RestAsync();
        Assert.InRange(script.Asked, 1, 2);
    }

    [Fact]
    public async Task Ask_WorkOfTheHandler_IsDoneBeforeMoreIsAskedFor()
    {
        var script = new Script(static () => Suboperation.Perform(static _ => ValueTask.FromResult(SuboperationResult.Completed)), 3);
        await using var next = script.Begin();
        next.Ask();
        Assert.True(await next.TakeAsync(Token));
        await script.RestAsync();
        Assert.Equal(1, script.Asked);

        next.Ask();
        Assert.True(await next.TakeAsync(Token));
        await script.RestAsync();
        Assert.Equal(2, script.Asked);
    }

    [Fact]
    public async Task TakeAsync_AllOfThem_AreInOrderAndThenOver()
    {
        var number = 0;
        var script = new Script(() => Suboperation.Failure(new DicomUid($"1.{number++}"), new DimseStatus(0xC000)), 3);
        await using var next = script.Begin();
        for (var i = 0; i < 3; i++)
        {
            next.Ask();
            Assert.True(await next.TakeAsync(Token));
            Assert.Equal($"1.{i}", next.Current.SopInstanceUid.Value);
        }

        next.Ask();
        await next.SettleAsync(Token);
        Assert.True(next.IsKnownToBeTheEnd);
        Assert.False(await next.TakeAsync(Token));
    }

    [Fact]
    public async Task TakeAsync_HandlerThatFailed_GivesWhatCameBeforeAndThenThrows()
    {
        var number = 0;
        var script = new Script(
            () => number++ < 2 ? Suboperation.Send(new Bytes(new MemoryStream())) : throw new InvalidOperationException("enough"), Many);
        await using var next = script.Begin();
        next.Ask();
        Assert.True(await next.TakeAsync(Token));
        Assert.True(await next.TakeAsync(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await next.TakeAsync(Token));
        Assert.False(next.IsKnownToBeTheEnd);
    }

    private sealed class Bytes(Stream stream) : InstanceSource(Uids.CTImageStorage, new DicomUid("1.2"), TransferSyntax.ExplicitVRLittleEndian)
    {
        public Stream Stream => stream;

        public override ValueTask<Stream> OpenAsync(CancellationToken cancellation) => ValueTask.FromResult(stream);
    }

    /// <summary>A handler that counts how often it was asked, and the streams that it gave.</summary>
    private sealed class Script(Func<Suboperation> make, int count)
    {
        private readonly List<Suboperation> _made = [];
        private Upcoming? _next;

        public int Asked => _made.Count;

        /// <summary>True when every stream that was opened is closed.</summary>
        public bool IsDisposedOf => _made.TrueForAll(static one => one.Source is not Bytes { Stream.CanRead: true });

        public Upcoming Begin() => _next = new Upcoming(MakeAsync(Token).GetAsyncEnumerator(Token), null, Token);

        /// <summary>Waits until nobody asks any more.</summary>
        public Task RestAsync() => _next!.Asking.WaitAsync(TimeSpan.FromSeconds(30), Token);

        private async IAsyncEnumerable<Suboperation> MakeAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var made = make();
                _made.Add(made);
                yield return made;
            }

            await ValueTask.CompletedTask;
        }
    }
}
