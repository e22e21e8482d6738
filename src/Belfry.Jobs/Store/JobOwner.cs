namespace Belfry.Jobs;

/// <summary>Who runs jobs: one start of one server.</summary>
/// <param name="Server">The server's name; it keeps it when it starts again, and no other server on the same database has it.</param>
/// <param name="Incarnation">This start of it.</param>
public sealed record JobOwner(string Server, Guid Incarnation);
