using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>One response to a request that this side sent, with its data set when it has one. May be kept.</summary>
public sealed class DimseReply
{
    private readonly TransferSyntax _transferSyntax;
    private DicomDataSet? _dataSet;

    /// <param name="response">The response, of the kind that answers the request.</param>
    /// <param name="dataSetBytes">Its data set in bytes; null when it has none.</param>
    /// <param name="transferSyntax">What these bytes are in.</param>
    public DimseReply(DimseResponse response, ReadOnlyMemory<byte>? dataSetBytes, TransferSyntax transferSyntax)
    {
        Response = response;
        DataSetBytes = dataSetBytes;
        _transferSyntax = transferSyntax;
    }

    /// <summary>The response, of the kind that answers the request.</summary>
    public DimseResponse Response { get; }

    /// <summary>The status of the response.</summary>
    public DimseStatus Status => Response.Status;

    /// <summary>The data set as it came, in the transfer syntax of the context; null when the response has none.</summary>
    public ReadOnlyMemory<byte>? DataSetBytes { get; }

    /// <summary>The data set, read when first asked for; null when the response has none.</summary>
    /// <exception cref="DicomFormatException">The bytes are not a data set.</exception>
    public DicomDataSet? DataSet => _dataSet ??= DataSetBytes is { } bytes ? DicomDataSet.Parse(bytes, _transferSyntax) : null;
}
