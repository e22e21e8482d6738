using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>A query that was sent to a modality, with its answers. Immutable.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Modality">Symbolic name of the modality.</param>
/// <param name="Level">The level.</param>
/// <param name="Keys">What was asked for, as the client gave it.</param>
/// <param name="Answers">What was answered.</param>
internal sealed record StoredQuery(string Id, string Modality, QueryRetrieveLevel Level, DicomDataSet Keys, IReadOnlyList<DicomDataSet> Answers)
{
    /// <summary>What the server called itself, when the client said; empty for as configured.</summary>
    public AETitle LocalAETitle { get; init; }
}
