using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>The instances that a job sends, in each attempt anew.</summary>
internal abstract class SendList
{
    /// <summary>Whose C-MOVE the C-STOREs are a part of; null for nobody's.</summary>
    public abstract MoveOriginator? Originator { get; }

    /// <summary>True when the job succeeds though instances did not arrive.</summary>
    public virtual bool IsPermissive => false;

    /// <summary>True when the destination is asked for storage commitment of what arrived.</summary>
    public virtual bool Commits => false;

    /// <summary>True when what did not arrive is sent again later.</summary>
    public virtual bool IsTriedAgain => true;

    /// <summary>How many there are, as far as that is known when the first is given.</summary>
    public abstract int Count { get; }

    /// <summary>Their kinds, as far as those are known when the first is given.</summary>
    public abstract IReadOnlyCollection<InstanceKind> Kinds { get; }

    /// <summary>The instances.</summary>
    public abstract IAsyncEnumerable<Suboperation> ListAsync(CancellationToken cancellation);
}

/// <summary>Those that a C-MOVE means.</summary>
internal sealed class MovedInstances(MoveTask task, IRetrieveHandler handler) : SendList
{
    private readonly RetrieveRequest _request = new(task.Query, task.Connection) { MoveDestination = task.Destination, MessageId = task.MessageId };

    public override MoveOriginator? Originator => task.Originator;

    public override int Count => _request.SuboperationCount ?? 0;

    public override IReadOnlyCollection<InstanceKind> Kinds => _request.Kinds;

    public override IAsyncEnumerable<Suboperation> ListAsync(CancellationToken cancellation) => handler.RetrieveAsync(_request, cancellation);
}

/// <summary>Those of resources of the archive. A resource that is gone is one that cannot be sent.</summary>
internal sealed class OrderedInstances(SendOrder order, ResourceInstances resources) : SendList
{
    private static readonly DimseStatus _gone = GeneralStatus.NoSuchSopInstance;
    private IReadOnlyList<InstanceSource> _instances = [];
    private int _missing;

    public override MoveOriginator? Originator => order.Originator;

    public override bool IsPermissive => order.IsPermissive;

    public override bool Commits => order.Commits;

    // Whoever asked waits for the answer, or looks at the job and resubmits it.
    public override bool IsTriedAgain => false;

    public override int Count => _instances.Count + _missing;

    public override IReadOnlyCollection<InstanceKind> Kinds =>
        _instances.Select(static instance => new InstanceKind(instance.SopClassUid, instance.TransferSyntax)).ToHashSet();

    public override async IAsyncEnumerable<Suboperation> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        (_instances, _missing) = await resources(order.Resources, cancellation).ConfigureAwait(false);
        foreach (var instance in _instances)
            yield return Suboperation.Send(instance);
        for (var i = 0; i < _missing; i++)
            yield return Suboperation.Failure(default, _gone);
    }
}

/// <summary>The stored instances of resources, each once, and how many of the resources are not there.</summary>
/// <param name="resources">Identifiers that the archive knows.</param>
/// <param name="cancellation">Ends the reading.</param>
public delegate ValueTask<(IReadOnlyList<InstanceSource> Instances, int Missing)> ResourceInstances(
    IReadOnlyList<string> resources, CancellationToken cancellation);
