using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>The response for a service that threw, when nobody knows better (PS3.7 Annex C).</summary>
public static class DimseFaults
{
    /// <summary>
    /// A700H (DIMSE-C) or 0213H (DIMSE-N) for a data set over the limit, else C000H or 0110H. C-ECHO, which has neither, gets 0110H.
    /// The Error Comment never repeats the exception's message, which may hold patient data.
    /// </summary>
    public static DimseResponse Default(DimseRequest request, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(request);
        var composite = !request.IsNormalized && request is not CEchoRequest;
        return exception switch
        {
            DataSetTooLargeException => request.CreateResponse(
                composite ? GeneralStatus.OutOfResources : GeneralStatus.ResourceLimitation, "Data set is too large"),
            DicomFormatException => request.CreateResponse(
                composite ? GeneralStatus.UnableToProcess : GeneralStatus.ProcessingFailure, "Data set cannot be read"),
            _ => request.CreateResponse(
                composite ? GeneralStatus.UnableToProcess : GeneralStatus.ProcessingFailure, "Processing failed"),
        };
    }
}
