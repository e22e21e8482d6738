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
    private const string NotReadable = "The archive cannot be read";

    /// <summary>The final response for an operation that failed.</summary>
    public static DimseResponse Map(DimseRequest request, Exception fault) => Choose(request, fault) ?? (request, fault) switch
    {
        (CFindRequest, DataSetTooLargeException) => request.CreateResponse(FindStatus.OutOfResources, "The identifier is too long"),
        (CFindRequest, DicomFormatException) => request.CreateResponse(FindStatus.UnableToProcess, "Data set cannot be read"),
        (CFindRequest, TimeoutException) => request.CreateResponse(FindStatus.OutOfResources, "No answer in time"),
        (CFindRequest, OutOfMemoryException) => request.CreateResponse(FindStatus.OutOfResources, "Not enough memory"),
        (CFindRequest, IOException or InvalidDataException) => request.CreateResponse(FindStatus.UnableToProcess, NotReadable),
        (CFindRequest, _) => request.CreateResponse(FindStatus.UnableToProcess, "Unable to process"),
        (CStoreRequest, DicomFormatException) => request.CreateResponse(StoreStatus.CannotUnderstand, "Data set cannot be read"),
        (CStoreRequest, IOException or InvalidDataException) => request.CreateResponse(StoreStatus.OutOfResources, "The instance cannot be written"),
        (CStoreRequest, OutOfMemoryException) => request.CreateResponse(StoreStatus.OutOfResources, "Not enough memory"),
        (CStoreRequest, _) => request.CreateResponse(StoreStatus.CannotUnderstand, "Unable to process"),
        (CMoveRequest or CGetRequest, DataSetTooLargeException) => request.CreateResponse(RetrieveStatus.UnableToCalculateMatches, "The identifier is too long"),
        (CMoveRequest or CGetRequest, TimeoutException) => request.CreateResponse(RetrieveStatus.UnableToCalculateMatches, "No answer in time"),
        (CMoveRequest or CGetRequest, OutOfMemoryException) => request.CreateResponse(RetrieveStatus.UnableToPerformSuboperations, "Not enough memory"),
        (CMoveRequest or CGetRequest, IOException or InvalidDataException) => request.CreateResponse(RetrieveStatus.UnableToCalculateMatches, NotReadable),
        (NActionRequest, IOException) => request.CreateResponse(GeneralStatus.ResourceLimitation, "The disk is full, or cannot be written"),
        (NActionRequest, InvalidDataException) => request.CreateResponse(GeneralStatus.ProcessingFailure, "The index is damaged"),
        _ => DimseFaults.Default(request, fault),
    };

    /// <summary>The final response that a handler has chosen by what it throws, or lets pass; null for an exception that chooses nothing.</summary>
    public static DimseResponse? Choose(DimseRequest request, Exception fault) => fault switch
    {
        DimseStatusException chosen => request.CreateResponse(chosen.Status, chosen.Comment, chosen.OffendingElements),
        ModalityException passed => request.CreateResponse(StatusOf(request, passed), passed.Comment),
        _ => null,
    };

    /// <summary>True for exceptions that are answers, not bugs: they leave no stack in the log.</summary>
    public static bool IsExpected(Exception fault) => fault is DimseStatusException or ModalityException;

    /// <summary>
    /// What another peer's failure is to ours: the same status where the service class has it. A sender tries again later what was refused for want of
    /// resources, so that is what stands for a modality that is away.
    /// </summary>
    private static DimseStatus StatusOf(DimseRequest request, ModalityException passed) => (request, passed.Status?.Code) switch
    {
        (CFindRequest, 0xA700 or 0xA900 or 0x0122) => new DimseStatus(passed.Status.GetValueOrDefault().Code),
        (CMoveRequest or CGetRequest, 0xA701 or 0xA702 or 0xA900 or 0x0122) => new DimseStatus(passed.Status.GetValueOrDefault().Code),
        (CStoreRequest, >= 0xA700 and <= 0xA9FF) => new DimseStatus(passed.Status.GetValueOrDefault().Code),
        (_, >= 0xC000 and <= 0xCFFF) => new DimseStatus(passed.Status.GetValueOrDefault().Code),
        (CStoreRequest, null) => StoreStatus.OutOfResources,
        _ => new DimseStatus(0xC000),
    };
}
