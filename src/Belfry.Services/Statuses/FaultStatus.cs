using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// The one place where an exception becomes the response of an operation. The Error Comment is one of ours: an exception's own
/// message may hold patient data, unless it is a <see cref="DimseStatusException"/>, whose comment was written for the peer.
/// </summary>
internal static class FaultStatus
{
    /// <summary>The final response for an operation that failed.</summary>
    public static DimseResponse Map(DimseRequest request, Exception fault) => (request, fault) switch
    {
        (_, DimseStatusException chosen) => request.CreateResponse(chosen.Status, chosen.Comment, chosen.OffendingElements),
        (CFindRequest, DataSetTooLargeException) => request.CreateResponse(FindStatus.OutOfResources, "The identifier is too long"),
        (CFindRequest, DicomFormatException) => request.CreateResponse(FindStatus.UnableToProcess, "Data set cannot be read"),
        (CFindRequest, TimeoutException) => request.CreateResponse(FindStatus.OutOfResources, "No answer in time"),
        (CFindRequest, OutOfMemoryException) => request.CreateResponse(FindStatus.OutOfResources, "Not enough memory"),
        (CFindRequest, _) => request.CreateResponse(FindStatus.UnableToProcess, "Unable to process"),
        (CStoreRequest, DicomFormatException) => request.CreateResponse(StoreStatus.CannotUnderstand, "Data set cannot be read"),
        (CStoreRequest, IOException) => request.CreateResponse(StoreStatus.OutOfResources, "The instance cannot be written"),
        (CStoreRequest, OutOfMemoryException) => request.CreateResponse(StoreStatus.OutOfResources, "Not enough memory"),
        (CStoreRequest, _) => request.CreateResponse(StoreStatus.CannotUnderstand, "Unable to process"),
        (CMoveRequest or CGetRequest, DataSetTooLargeException) => request.CreateResponse(RetrieveStatus.UnableToCalculateMatches, "The identifier is too long"),
        (CMoveRequest or CGetRequest, TimeoutException) => request.CreateResponse(RetrieveStatus.UnableToCalculateMatches, "No answer in time"),
        (CMoveRequest or CGetRequest, OutOfMemoryException) => request.CreateResponse(RetrieveStatus.UnableToPerformSuboperations, "Not enough memory"),
        _ => DimseFaults.Default(request, fault),
    };

    /// <summary>True for exceptions that are answers, not bugs: they leave no stack in the log.</summary>
    public static bool IsExpected(Exception fault) => fault is DimseStatusException;
}
