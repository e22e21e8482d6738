using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Why a key did or did not match. Holds query values: show it, do not log it.</summary>
/// <param name="Path">The tags from the top level to the key; one for a top-level key.</param>
/// <param name="Kind">How the key is matched.</param>
/// <param name="QueryValue">What the query asks for, as text; empty for universal keys and sequences.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record KeyResult(IReadOnlyList<DicomTag> Path, MatchingKind Kind, string QueryValue, KeyOutcome Outcome)
{
    /// <summary>True unless the key keeps the item from matching.</summary>
    public bool IsMet => Outcome is KeyOutcome.Unconstrained or KeyOutcome.Met;
}
