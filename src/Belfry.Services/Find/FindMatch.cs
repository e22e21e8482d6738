using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>One match of a query that this side asked.</summary>
/// <param name="DataSet">The attributes that the peer returned.</param>
/// <param name="HasUnsupportedKeys">True for FF01H: the peer does not support some optional key of the query.</param>
public sealed record FindMatch(DicomDataSet DataSet, bool HasUnsupportedKeys);
