namespace Belfry.Sdk.Orthanc;

/// <summary>Where the answers of one query go: the host copies each and sends them when the callback has returned.</summary>
internal interface IHostAnswers
{
    /// <summary>Adds an answer, a DICOM file.</summary>
    void Add(ReadOnlySpan<byte> file);

    /// <summary>There is more than was added.</summary>
    void MarkIncomplete();
}
