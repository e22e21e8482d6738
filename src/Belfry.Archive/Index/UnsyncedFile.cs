namespace Belfry.Archive;

/// <summary>A file that the index keeps until it is durable in the storage area.</summary>
/// <param name="FileId">Its name.</param>
/// <param name="Bytes">All of it, as on disk.</param>
public sealed record UnsyncedFile(Guid FileId, ReadOnlyMemory<byte> Bytes);
