namespace Belfry.Orthanc;

/// <summary>What becomes of the answers that a native find callback adds.</summary>
public enum NativeFindAnswers
{
    /// <summary>
    /// They are reduced to the requested keys, zero length where the plugin says nothing, with Query/Retrieve Level and Retrieve AE Title
    /// (PS3.4 §C.4.1.1.3.2). The default.
    /// </summary>
    Shaped,

    /// <summary>They go out with every attribute that the plugin gave them, as in the reference host.</summary>
    AsGiven,
}
