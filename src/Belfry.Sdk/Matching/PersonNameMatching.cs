namespace Belfry.Sdk;

/// <summary>
/// What counts as the same letter when person names (VR PN) are matched. PS3.4 §C.2.2.2.1 leaves case and accents of PN to the SCP;
/// every other VR is compared exactly, unless <see cref="MatchingPolicy.IgnoresCase"/> says otherwise.
/// </summary>
public enum PersonNameMatching
{
    /// <summary>Letters are compared as they are.</summary>
    Literal,

    /// <summary>Case does not count, accents do: É equals é, but not E. The default, and what the reference host does.</summary>
    CaseInsensitive,

    /// <summary>Neither case nor accents count: Müller equals MULLER, Łukasz equals lukasz, Weiß equals WEISS.</summary>
    CaseAndAccentInsensitive,

    /// <summary>
    /// By resemblance (fuzzy semantic matching, PS3.4 §C.2.2.2.1.1; off unless negotiated): neither case nor accents, nor the order of the
    /// components, nor the component group count; each word of the key is the beginning of a word of the name.
    /// </summary>
    Fuzzy,
}
