using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Isolation;

/// <summary>A call that was sent.</summary>
/// <param name="Child">The process that it is in.</param>
/// <param name="Call">Its messages.</param>
internal readonly record struct ChildReply(ChildProcess Child, ChildCall Call);
