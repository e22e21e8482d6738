namespace Belfry.Services;

/// <summary>How instances are had from a modality.</summary>
public enum RetrieveMethod
{
    /// <summary>C-MOVE: it sends them to somebody that it knows.</summary>
    Move,

    /// <summary>C-GET: it sends them by the association of the request.</summary>
    Get,
}
