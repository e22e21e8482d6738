using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>One response to a request that this side sent, with its data set when it has one. May be kept.</summary>
/// <param name="Response">The response, of the kind that answers the request.</param>
/// <param name="DataSet">The data set; null when the response has none.</param>
public sealed record DimseReply(DimseResponse Response, DicomDataSet? DataSet)
{
    /// <summary>The status of the response.</summary>
    public DimseStatus Status => Response.Status;
}
