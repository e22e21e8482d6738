using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>The peer of a C-GET, which takes the instances by the association that it asked on.</summary>
internal sealed class GetTarget(Association association, StoreScuOptions options, ILogger logger) : ISuboperationTarget
{
    private readonly InstanceSender _sender = new(options, logger);

    public void Expect(IReadOnlyCollection<InstanceKind> kinds)
    {
    }

    public async ValueTask<StoreResult> StoreAsync(InstanceSource instance, Stream? opened, CancellationToken cancellation)
    {
        try
        {
            return await _sender.SendAsync(association, instance, opened, null, null, options.Converts, cancellation).ConfigureAwait(false);
        }
        catch (AssociationException broken)
        {
            return new StoreResult(RetrieveStatus.UnableToPerformSuboperations, broken.Message, broken);
        }
    }

    public ValueTask CompleteAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
