namespace Belfry.Web;

/// <summary>Something became known; what it is, the viewer looks up when it gets to it, so that a waiting event holds nothing.</summary>
/// <param name="IsAssociation">True for an association, false for an operation.</param>
/// <param name="Number">Its number in the ring.</param>
internal readonly record struct TrafficEvent(bool IsAssociation, long Number);
