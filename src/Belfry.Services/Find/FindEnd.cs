namespace Belfry.Services;

/// <summary>How a C-FIND ended, for its log line.</summary>
internal enum FindEnd
{
    /// <summary>The handler gave all it had.</summary>
    Complete,

    /// <summary>The handler said that there is more.</summary>
    Incomplete,

    /// <summary>C-CANCEL, or the association ended.</summary>
    Cancelled,

    /// <summary>The identifier, the handler or the server failed.</summary>
    Failed,
}
