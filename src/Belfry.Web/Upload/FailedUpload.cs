using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>A file that came with others and was not stored.</summary>
/// <param name="FileName">What the client calls it; null for nothing.</param>
/// <param name="Fault">Why.</param>
internal sealed record FailedUpload(string? FileName, RestException Fault) : IUploadOutcome
{
    /// <summary>True when a fault is of one file: the others can be stored.</summary>
    public static bool IsOfOneFile(Exception fault) => fault is DicomFormatException or RestException { Error.HttpStatus: not 413 }
        || fault is DimseStatusException { Status.Code: not 0xA700 };

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Fault.Details is not null)
            writer.WriteString("Details", Fault.Details);
        if (FileName is not null)
            writer.WriteString("FileName", FileName);
        writer.WriteString("OrthancError", Fault.Error.Name);
        writer.WriteNumber("OrthancStatus", Fault.Error.Code);
        writer.WriteString("Status", "Failure");
        writer.WriteEndObject();
    }
}
