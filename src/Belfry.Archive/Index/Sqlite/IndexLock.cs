namespace Belfry.Archive;

/// <summary>Says that a program writes to an index: an empty file beside it, locked. The system takes the lock away when the program ends.</summary>
internal sealed class IndexLock : IDisposable
{
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
        catch (IOException fault) when (File.Exists(path) && fault is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new IOException("Another program uses the index.", fault);
        }
    }

    public void Dispose() => _file.Dispose();
}
