namespace Belfry.Sdk;

/// <summary>
/// What counts as the same letter when person names (VR PN) are matched. PS3.4 §C.2.2.2.1 leaves case and accents of PN to the SCP;
/// every other VR is always compared exactly.
/// </summary>
public enum PersonNameMatching
{
    /// <summary>Letters are compared as they are.</summary>
    Literal,

    /// <summary>Case does not count, accents do: É equals é, but not E. The default, and what the reference host does.</summary>
    CaseInsensitive,

    /// <summary>Neither case nor accents count: Müller equals MULLER, Łukasz equals lukasz, Weiß equals WEISS.</summary>
    CaseAndAccentInsensitive,
}
