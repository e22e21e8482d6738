namespace Belfry.Sdk;

/// <summary>A patient, study, series or instance of the archive.</summary>
/// <param name="Level">What it is.</param>
/// <param name="Id">Its identifier in REST: SHA-1 over the identifiers from the patient down, as the reference host makes it.</param>
public sealed record ArchiveResource(QueryRetrieveLevel Level, string Id)
{
    /// <summary>Of what was deleted, and can no longer be asked for: whose it was (Patient ID). Null for all else.</summary>
    public string? PatientId { get; init; }

    /// <summary>Of what was deleted: the studies that are gone, or of which something is. Empty for all else.</summary>
    public IReadOnlyList<string> StudyInstanceUids { get; init; } = [];
}
