using System.Runtime.CompilerServices;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>
/// The move callback of a plugin in a process of its own. A process that ends takes the plugin's driver with it: the sub-operation fails, and the request
/// ends with C000H.
/// </summary>
internal sealed class IsolatedMoveHandler(IsolatedPlugin plugin) : IRetrieveHandler, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => plugin.Facts.Name;

    /// <inheritdoc/>
    public bool TakesAnyLevel => true;

    /// <inheritdoc/>
    public bool TakesAnyDestination => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Suboperation> RetrieveAsync(
        RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.MoveDestination is not { } destination)
            throw IsolatedPlugin.Failure("A move plugin does not answer C-GET");
        await plugin.Moves.WaitAsync(cancellation);
        var move = new IsolatedMove(plugin, request, destination);
        try
        {
            await move.BeginAsync(cancellation);
            request.SuboperationCount = (int)Math.Min(move.Size, int.MaxValue);

            // Its token is not looked at: what applyMove does cannot be interrupted, and what it did is counted.
            ValueTask<SuboperationResult> WorkAsync(CancellationToken token) => move.StepAsync();
            for (uint i = 0; i < move.Size; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (move.IsLost)
                    throw IsolatedPlugin.Failure("The move plugin ended");
                yield return Suboperation.Perform(WorkAsync, move.Instance);
            }
        }
        finally
        {
            _ = EndAsync(move);
        }
    }

    // The place of the request is free when its driver is.
    private async Task EndAsync(IsolatedMove move)
    {
        await move.EndAsync();
        plugin.Moves.Release();
    }
}
