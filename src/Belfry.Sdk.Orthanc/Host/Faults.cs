using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>Exceptions of a handler as the error codes of the host. The host tells its peer C000H whatever the code is.</summary>
internal static class Faults
{
    public static OrthancErrorCode CodeOf(Exception fault) => fault switch
    {
        ServiceException known => known.Code,
        DimseStatusException => OrthancErrorCode.BadRequest,
        ModalityException => OrthancErrorCode.NetworkProtocol,
        DicomFormatException => OrthancErrorCode.BadFileFormat,
        JsonException => OrthancErrorCode.BadJson,
        OperationCanceledException or TimeoutException => OrthancErrorCode.Timeout,
        OutOfMemoryException => OrthancErrorCode.NotEnoughMemory,
        FileNotFoundException or DirectoryNotFoundException => OrthancErrorCode.InexistentFile,
        UnauthorizedAccessException => OrthancErrorCode.ForbiddenAccess,
        IOException => OrthancErrorCode.CorruptedFile,
        _ => OrthancErrorCode.Plugin,
    };

    /// <summary>What is logged: a status of the handler's choice by its number, which the peer does not see; a fault with its stack.</summary>
    public static string Describe(string what, Exception fault) => fault switch
    {
        DimseStatusException chosen =>
            $"{what} ended by the handler with status {chosen.Status} ({chosen.Comment ?? "no comment"}); the host answers with its own failure status",
        ModalityException passed => $"{what} failed with {ErrorCodes.Describe((int)CodeOf(fault))}: {passed.Message}",
        _ => $"{what} failed with {ErrorCodes.Describe((int)CodeOf(fault))}: {fault}",
    };
}
