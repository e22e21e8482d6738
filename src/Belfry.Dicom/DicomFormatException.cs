namespace Belfry.Dicom;

/// <summary>The bytes are not the DICOM data that they should be. Never an argument of the caller's: those throw BCL exceptions.</summary>
public sealed class DicomFormatException : Exception
{
    /// <summary>Says what is wrong, without values of patient data.</summary>
    public DicomFormatException(string message, long offset = -1, Exception? innerException = null)
        : base(offset < 0 ? message : $"{message} (at byte {offset})", innerException) => Offset = offset;

    /// <summary>Where in the source, in bytes from its start; -1 when unknown.</summary>
    public long Offset { get; }
}
