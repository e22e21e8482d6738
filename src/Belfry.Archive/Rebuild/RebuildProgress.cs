namespace Belfry.Archive;

/// <summary>How far building an index anew is. Files are the unit.</summary>
/// <param name="Done">Files that were looked at.</param>
/// <param name="Total">Files to be looked at; those that come meanwhile are not among them.</param>
/// <param name="Failed">How many of those done cannot be read or indexed.</param>
public readonly record struct RebuildProgress(long Done, long Total, long Failed);
