namespace Belfry.Sdk;

/// <summary>How a key is matched (PS3.4 §C.2.2.2).</summary>
public enum MatchingKind
{
    /// <summary>Zero length or <c>*</c>: no condition (§C.2.2.2.3).</summary>
    Universal,

    /// <summary>Equality with one value (§C.2.2.2.1).</summary>
    SingleValue,

    /// <summary>Equality with one of several values, as for lists of UIDs (§C.2.2.2.2).</summary>
    ValueList,

    /// <summary><c>*</c> and <c>?</c> (§C.2.2.2.4).</summary>
    Wildcard,

    /// <summary>A range of dates, times or date-times (§C.2.2.2.5).</summary>
    Range,

    /// <summary>A date range and a time range as one period (table K.6-1).</summary>
    Period,

    /// <summary>Some item satisfies the keys of the query's item (§C.2.2.2.6).</summary>
    Sequence,

    /// <summary>The value must be empty (§C.2.2.2.7).</summary>
    EmptyValue,

    /// <summary>All of several values must be there (§C.2.2.2.8).</summary>
    MultipleValues,

    /// <summary>A binary value, which no kind of matching covers: no condition.</summary>
    NotSupported,
}
