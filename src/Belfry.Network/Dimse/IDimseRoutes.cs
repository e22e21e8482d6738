using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Finds the service for a request. Called on any thread, many at once; must not block.</summary>
public interface IDimseRoutes
{
    /// <summary>
    /// The service that performs the request, or null when there is none: the peer then gets 0122H (DIMSE-C) or 0118H (DIMSE-N).
    /// The SOP class of the request fits the abstract syntax of the context (<see cref="Fits"/>) when this is called.
    /// </summary>
    IDimseService? Find(Association association, PresentationContext context, DimseRequest request);

    /// <summary>
    /// True when a request for the SOP class may come by a context of the abstract syntax. By default: equality, the members of a
    /// Meta SOP class (PS3.4 §H.3), and the UPS classes, whose commands all name UPS Push (PS3.4 §CC.3.1).
    /// When false, the peer gets 0122H (DIMSE-C) or 0119H (DIMSE-N).
    /// </summary>
    bool Fits(PresentationContext context, DicomUid sopClassUid) => SopClassFit.Fits(context.AbstractSyntax, sopClassUid);

    /// <summary>
    /// The final response for a service that threw, or that returned without a final response (then the exception is an
    /// <see cref="InvalidOperationException"/>). The exception was logged already unless it is a <see cref="DataSetTooLargeException"/>,
    /// a <see cref="DicomFormatException"/> or one that <see cref="IsExpectedFault"/> names.
    /// </summary>
    DimseResponse MapFault(DimseOperation operation, Exception exception) => DimseFaults.Default(operation.Request, exception);

    /// <summary>True for exceptions by which a service chooses its status: they are an answer, not a bug, and leave no stack in the log.</summary>
    bool IsExpectedFault(Exception exception) => false;
}
