using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>The keys of a C-MOVE or C-GET (PS3.4 §C.4.2.1.4, §C.4.3.1.3). Immutable and thread-safe.</summary>
public sealed class RetrieveQuery
{
    /// <summary>Takes over the identifier, which must not be changed afterwards.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="model">The information model.</param>
    /// <param name="level">The level; null when the identifier names none.</param>
    public RetrieveQuery(DicomDataSet identifier, QueryRetrieveModel model, QueryRetrieveLevel? level)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        Identifier = identifier;
        Model = model;
        Level = level;
    }

    /// <summary>The identifier as received.</summary>
    public DicomDataSet Identifier { get; }

    /// <summary>The information model.</summary>
    public QueryRetrieveModel Model { get; }

    /// <summary>Query/Retrieve Level (0008,0052); null only for a handler with <see cref="IRetrieveHandler.TakesAnyLevel"/>.</summary>
    public QueryRetrieveLevel? Level { get; }

    /// <summary>Patient ID (0010,0020); null when absent or empty.</summary>
    public string? PatientId => Identifier.GetString(Tags.PatientID) is { Length: > 0 } text ? text : null;

    /// <summary>Study Instance UIDs (0020,000D); empty when absent.</summary>
    public IReadOnlyList<DicomUid> StudyInstanceUids => UidsOf(Tags.StudyInstanceUID);

    /// <summary>Series Instance UIDs (0020,000E); empty when absent.</summary>
    public IReadOnlyList<DicomUid> SeriesInstanceUids => UidsOf(Tags.SeriesInstanceUID);

    /// <summary>SOP Instance UIDs (0008,0018); empty when absent.</summary>
    public IReadOnlyList<DicomUid> SopInstanceUids => UidsOf(Tags.SOPInstanceUID);

    private DicomUid[] UidsOf(DicomTag tag) =>
        [.. Identifier.GetStrings(tag).Where(static uid => uid.Length > 0).Select(static uid => new DicomUid(uid))];
}
