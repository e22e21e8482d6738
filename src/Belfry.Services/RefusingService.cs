using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>Refuses each request with one status; the association lives on.</summary>
internal sealed class RefusingService(DimseStatus status, string comment) : IDimseService
{
    /// <summary>0124H (PS3.7 §C.5.23): the caller may not use the service.</summary>
    public static RefusingService NotAuthorized { get; } = new(GeneralStatus.NotAuthorized, "Not authorized: unknown AE title or service not allowed");

    /// <summary>0211H (PS3.7 §C.5.21): the SOP class has no such operation.</summary>
    public static RefusingService UnrecognizedOperation { get; } = new(GeneralStatus.UnrecognizedOperation, "No such operation for the SOP class");

    public bool IsPrompt => true;

    public ValueTask HandleAsync(DimseOperation operation) => operation.RespondAsync(operation.Request.CreateResponse(status, comment));
}
