namespace Belfry.Dicom;

/// <summary>
/// A value that was left in its file. The file is opened anew for each use, so that a data set holds no handle; it must then have the
/// size and the time of change that it had when it was read.
/// </summary>
internal sealed class DeferredValue(DeferredFile file, long offset, long length)
{
    public long Length => length;

    /// <exception cref="IOException">The file is gone or was changed.</exception>
    public Stream Open() => new BoundedStream(file.Open(), offset, length);

    /// <exception cref="IOException">As for <see cref="Open"/>, or the value has 2 GiB or more.</exception>
    public byte[] Read()
    {
        if (length > Array.MaxLength)
            throw new IOException($"A value of {length} bytes does not fit into one array; read it as a stream.");
        using var stream = Open();
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>The file that deferred values lie in, as it was when it was read.</summary>
internal sealed class DeferredFile(string path, long size, DateTime changed)
{
    public FileStream Open()
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (stream.Length == size && File.GetLastWriteTimeUtc(path) == changed)
            return stream;
        stream.Dispose();
        throw new IOException($"'{Path.GetFileName(path)}' was changed after its header was read.");
    }
}
