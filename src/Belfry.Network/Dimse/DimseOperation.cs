using System.IO.Pipelines;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// One request of the peer, being performed. Given to <see cref="IDimseService.HandleAsync"/>; may be kept, but answers only until the
/// final response. Members may be used from any thread, one caller at a time.
/// </summary>
public sealed partial class DimseOperation
{
    /// <summary>The association that the request came by.</summary>
    public Association Association => throw new NotSupportedException();

    /// <summary>The presentation context that the request came by.</summary>
    public PresentationContext PresentationContext => throw new NotSupportedException();

    /// <summary>The request.</summary>
    public DimseRequest Request => throw new NotSupportedException();

    /// <summary>Fires once when the operation has to end before its final response; why is in <see cref="EndReason"/>.</summary>
    public CancellationToken Cancellation => throw new NotSupportedException();

    /// <summary>Why the operation ended or has to end; None while it runs undisturbed. The first cause is kept.</summary>
    public OperationEndReason EndReason => throw new NotSupportedException();

    /// <summary>True when the request has a data set that nobody has read.</summary>
    public bool HasDataSet => throw new NotSupportedException();

    /// <summary>
    /// Reads the whole data set of the request, once. It may be kept. Completes at once for data sets up to
    /// <see cref="AssociationLimits.BufferedDataSetLength"/>.
    /// </summary>
    /// <param name="maxBytes">The longest data set taken, in bytes.</param>
    /// <exception cref="DataSetTooLargeException">It is longer; the rest is skipped.</exception>
    /// <exception cref="DicomFormatException">It cannot be read; an absent one is an empty data set and no error.</exception>
    /// <exception cref="OperationCanceledException">The operation has to end.</exception>
    public ValueTask<DicomDataSet> ReadDataSetAsync(int maxBytes) => throw new NotSupportedException();

    /// <summary>
    /// The bytes of the data set as they come, in the transfer syntax of the context; instead of <see cref="ReadDataSetAsync"/>.
    /// What is left unread when the operation ends is skipped. While the reader is full, the association reads nothing else.
    /// </summary>
    public PipeReader OpenDataSet() => throw new NotSupportedException();

    /// <summary>
    /// Gives a response. It is put into the output of the association, which is written when the final response is in it, when it
    /// exceeds <see cref="AssociationLimits.OutputThreshold"/>, or by <see cref="FlushAsync"/>. Completes at once unless the peer does
    /// not read. The data set is encoded before the method returns.
    /// </summary>
    /// <param name="response">A response of the kind that answers the request.</param>
    /// <param name="dataSet">Its data set, if any.</param>
    /// <exception cref="OperationCanceledException">A pending response, and the operation has to end.</exception>
    /// <exception cref="InvalidOperationException">The final response has been given.</exception>
    public ValueTask RespondAsync(DimseResponse response, IDataSetSource? dataSet = null) => throw new NotSupportedException();

    /// <summary>Writes what <see cref="RespondAsync"/> has gathered. To be called before waiting for something slow.</summary>
    public ValueTask FlushAsync() => throw new NotSupportedException();
}
