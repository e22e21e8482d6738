using System.Runtime.CompilerServices;
using Belfry.Sdk;

namespace Belfry.TestKit;

/// <summary>A retrieve handler that a test writes.</summary>
public sealed class ScriptedRetrieve(Func<RetrieveRequest, CancellationToken, IAsyncEnumerable<Suboperation>> retrieve) : IRetrieveHandler
{
    public bool TakesAnyLevel { get; init; }

    public bool TakesAnyDestination { get; init; }

    /// <summary>The last request.</summary>
    public RetrieveRequest? Request { get; private set; }

    /// <summary>A handler that sends these, and says so before.</summary>
    public static ScriptedRetrieve Of(params InstanceSource[] instances) => new((request, cancellation) =>
    {
        request.SuboperationCount = instances.Length;
        request.Kinds = [.. instances.Select(instance => new InstanceKind(instance.SopClassUid, instance.TransferSyntax)).Distinct()];
        return AsyncOf(instances.Select(Suboperation.Send), cancellation);
    });

    /// <summary>A handler that yields these, of a number it tells.</summary>
    public static ScriptedRetrieve Of(IReadOnlyCollection<Suboperation> suboperations) => new((request, cancellation) =>
    {
        request.SuboperationCount = suboperations.Count;
        return AsyncOf(suboperations, cancellation);
    });

    public IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, CancellationToken cancellation)
    {
        Request = request;
        return retrieve(request, cancellation);
    }

    /// <summary>Yields what is there.</summary>
    public static async IAsyncEnumerable<Suboperation> AsyncOf(
        IEnumerable<Suboperation> suboperations, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var suboperation in suboperations)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return suboperation;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
