namespace Belfry.Services;

/// <summary>
/// What SOP Class Extended Negotiation of Query/Retrieve asks for and grants (PS3.4 §C.5.1.1, §C.5.2.1, §C.5.3.1): one byte each, 1 for yes; bytes
/// that are missing mean no. Immutable.
/// </summary>
[Flags]
public enum QueryRetrieveOptions
{
    /// <summary>The baseline: hierarchical, every key by itself.</summary>
    None = 0,

    /// <summary>Byte 1: relational queries and retrieves; unique keys of the levels above may be missing.</summary>
    Relational = 1,

    /// <summary>Byte 2: a date and its time are one period.</summary>
    DateTimeMatching = 2,

    /// <summary>Byte 3: person names match by resemblance.</summary>
    FuzzyPersonNames = 4,

    /// <summary>Byte 4: dates and times are moved by Timezone Offset From UTC.</summary>
    TimezoneAdjustment = 8,

    /// <summary>Byte 6: a key of two quotation marks asks for an empty value.</summary>
    EmptyValueMatching = 32,

    /// <summary>Byte 7: all values of a key must be there.</summary>
    MultipleValueMatching = 64,
}
