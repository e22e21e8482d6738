namespace Belfry.Archive;

/// <summary>A file that REST put beside a resource. Immutable; its bytes are read apart.</summary>
/// <param name="Id">Identifier of the file.</param>
/// <param name="Revision">How often it was replaced.</param>
/// <param name="Length">Its length, in bytes.</param>
/// <param name="Md5">The MD5 of it.</param>
/// <param name="IsCompressed">True when it is kept compressed: eight bytes of length, little endian, and a zlib stream (RFC 1950).</param>
/// <param name="StoredLength">The length of what is kept.</param>
/// <param name="StoredMd5">The MD5 of what is kept.</param>
public sealed record UserAttachment(Guid Id, long Revision, long Length, string Md5, bool IsCompressed, long StoredLength, string StoredMd5);
