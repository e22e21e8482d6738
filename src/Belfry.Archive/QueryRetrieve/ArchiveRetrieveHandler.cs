using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The built-in C-MOVE and C-GET: the index says which files are meant, of how many kinds, and the server sends them.</summary>
/// <param name="index">The index.</param>
/// <param name="sourceOf">Where the data set of a file is.</param>
internal sealed class ArchiveRetrieveHandler(IArchiveIndex index, Func<StoredFile, InstanceSource> sourceOf) : IRetrieveHandler
{
    // PS3.4 table C.4-2: unable to calculate the number of matches.
    private static readonly DimseStatus _unableToCalculateMatches = new(0xA701);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var size = await MeasureAsync(request.Query, cancellation).ConfigureAwait(false);
        request.SuboperationCount = size.Count;
        request.Kinds = size.Kinds;
        if (size.Count == 0)
            yield break;
        await foreach (var file in index.ListAsync(request.Query, cancellation).ConfigureAwait(false))
            yield return Suboperation.Send(new RetrievedInstanceSource(index, request.Query, sourceOf, file));
    }

    private async ValueTask<RetrieveSize> MeasureAsync(RetrieveQuery query, CancellationToken cancellation)
    {
        try
        {
            return await index.MeasureAsync(query, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OverflowException)
        {
            throw new DimseStatusException(_unableToCalculateMatches, "The index cannot be read", innerException: fault);
        }
    }
}
