namespace Belfry.Archive;

/// <summary>Says that a program writes to an index: an empty file beside it, locked. The system takes the lock away when the program ends.</summary>
internal sealed class IndexLock : IDisposable
{
    // EAGAIN of Linux, EAGAIN of macOS, ERROR_SHARING_VIOLATION of Windows.
    private const int Locked = 11;
    private const int LockedOnMac = 35;
    private const int Shared = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private IndexLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another program has it, or the folder cannot be written.</exception>
    public static IndexLock Take(string indexPath)
    {
        var path = indexPath + "-lock";
        try
        {
            return new IndexLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException fault) when (fault.HResult is Locked or LockedOnMac or Shared)
        {
            throw new IOException("Another program uses the index.", fault);
        }
    }

    public void Dispose() => _file.Dispose();
}
