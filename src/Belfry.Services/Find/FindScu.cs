using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>C-FIND as SCU (PS3.4 §C.4.1.2, §K.4.1.2), for worklists and Query/Retrieve alike.</summary>
public static class FindScu
{
    /// <summary>The abstract syntax of Modality Worklist, 1.2.840.10008.5.1.4.31.</summary>
    public static DicomUid WorklistSopClass => Uids.ModalityWorklistInformationModelFind;

    /// <summary>
    /// Asks, and gives the matches as they come. Leaving the enumeration early, or the token, sends C-CANCEL.
    /// </summary>
    /// <param name="association">An association with an accepted context for the SOP class.</param>
    /// <param name="sopClass">The SOP class to ask.</param>
    /// <param name="identifier">The keys.</param>
    /// <param name="cancellation">Ends the query by C-CANCEL; the matches that arrive until its end are still given.</param>
    /// <param name="onEnd">Told of the final response when it is no failure: with status FE00H it is not all, unless this side asked for the end.</param>
    /// <exception cref="FindFailedException">The peer ended the query with a failure.</exception>
    /// <exception cref="ArgumentException">No context was accepted for the SOP class.</exception>
    /// <exception cref="AssociationException">The association ended before the final response.</exception>
    public static async IAsyncEnumerable<FindMatch> FindAsync(
        Association association,
        DicomUid sopClass,
        DicomDataSet identifier,
        [EnumeratorCancellation] CancellationToken cancellation = default,
        Action<DimseResponse>? onEnd = null)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(identifier);
        await foreach (var reply in association.InvokeAsync(new CFindRequest(sopClass), identifier, cancellation).ConfigureAwait(false))
        {
            if (reply.Status.IsPending)
                yield return new FindMatch(reply.DataSet ?? [], reply.Status == DimseStatus.PendingWithUnsupportedKeys);
            else if (reply.Status.Class == DimseStatusClass.Failure)
                throw new FindFailedException(reply.Response);
            else
                onEnd?.Invoke(reply.Response);
        }
    }
}
