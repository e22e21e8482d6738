namespace Belfry.Sdk;

/// <summary>A patient, study, series or instance of the archive.</summary>
/// <param name="Level">What it is.</param>
/// <param name="Id">Its identifier in REST: SHA-1 over the identifiers from the patient down, as the reference host makes it.</param>
public sealed record ArchiveResource(QueryRetrieveLevel Level, string Id);
