using System.Runtime.CompilerServices;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>C-STORE.</summary>
internal sealed partial class ModalityClient
{
    public IAsyncEnumerable<SendOutcome> StoreAsync(IAsyncEnumerable<InstanceSource> instances, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instances);
        return StoreAsync(instances, [], cancellation);
    }

    public IAsyncEnumerable<SendOutcome> StoreAsync(IEnumerable<InstanceSource> instances, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var kinds = instances is IReadOnlyCollection<InstanceSource> list
            ? list.Select(static instance => new InstanceKind(instance.SopClassUid, instance.TransferSyntax))
            : [];
        return StoreAsync(instances.ToAsyncEnumerable(), kinds, cancellation);
    }

    private async IAsyncEnumerable<SendOutcome> StoreAsync(
        IAsyncEnumerable<InstanceSource> instances, IEnumerable<InstanceKind> kinds, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var faults = new ModalityFaults(_modality, "C-STORE");
        var scu = new StoreScu(_modality, LocalAETitle, _terms.Connector, _terms.Options, _terms.Logger);
        await using (scu.ConfigureAwait(false))
        {
            scu.Expect(kinds);
            try
            {
                await foreach (var instance in instances.WithCancellation(cancellation).ConfigureAwait(false))
                {
                    var result = await scu.StoreAsync(instance, cancellation: cancellation).ConfigureAwait(false);
                    var fault = result.Fault is AssociationException ended ? faults.Ended(ended) : result.Fault;
                    yield return new SendOutcome(instance, result.Status, result.Comment, fault);
                }
            }
            finally
            {
                // Also when the caller wants no more: no instance is on its way.
                await scu.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
