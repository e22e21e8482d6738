using SQLitePCL;

namespace Belfry.Archive;

/// <summary>A result code of SQLite that is no success, as an exception.</summary>
internal static class SqliteFailure
{
    /// <summary>
    /// What the disk did is an <see cref="IOException"/>: it is full, read-only, or cannot be read; also when another program keeps the database for
    /// itself. Anything else is a fault of the program or of the file.
    /// </summary>
    public static Exception Of(int code, string message) => (code & 0xFF) switch
    {
        // The memory that connections share is a file that did not get its length.
        _ when code == raw.SQLITE_IOERR_SHMSIZE => Full(message),
        raw.SQLITE_FULL => Full(message),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM => new IOException($"The index cannot be written or read: {message} ({code})"),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new IOException($"The index is locked by another program: {message} ({code})"),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new InvalidDataException($"The index is damaged: {message} ({code})"),
        raw.SQLITE_TOOBIG => new InvalidOperationException($"Too long for the index: {message}"),
        raw.SQLITE_NOMEM => new InsufficientMemoryException(message),
        _ => new InvalidOperationException($"The index refused: {message} ({code})"),
    };

    private static IOException Full(string message) => new($"The disk of the index is full: {message}", unchecked((int)0x80070070));

    /// <summary>True for what no other change would fare better with: the disk.</summary>
    public static bool IsOfTheDisk(Exception exception) => exception is IOException or InvalidDataException;

    /// <summary>True for every exception that <see cref="Of"/> makes.</summary>
    public static bool Is(Exception exception) => IsOfTheDisk(exception) || exception is InvalidOperationException or InsufficientMemoryException;
}
