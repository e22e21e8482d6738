using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One key of a compiled query that sets a condition, for databases that translate it. Immutable.</summary>
/// <param name="Tag">The attribute; of a <see cref="MatchingKind.Period"/> that of the date.</param>
/// <param name="VR">Its VR by the dictionary; UN for sequences and binary numbers, whose values are not given.</param>
/// <param name="Kind">How it is matched.</param>
/// <param name="Values">
/// What is asked for, each without padding; any of them is enough unless the kind is <see cref="MatchingKind.MultipleValues"/>. A period has two:
/// the range of dates and the range of times. Empty for sequences, binary numbers, and empty value matching.
/// </param>
public sealed record MatchCondition(DicomTag Tag, VR VR, MatchingKind Kind, IReadOnlyList<string> Values);
