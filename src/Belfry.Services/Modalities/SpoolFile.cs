namespace Belfry.Services;

/// <summary>
/// A temporary file that only this process can find: its name is gone as soon as the system lets it. It goes with the last of its readers, and with
/// the process. One writer, then any number of readers at once.
/// </summary>
internal sealed class SpoolFile
{
    private readonly FileStream _file;
    private int _holders = 1;

    private SpoolFile(FileStream file) => _file = file;

    /// <summary>Length in bytes.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">It cannot be made.</exception>
    public static SpoolFile Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"belfry-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return new SpoolFile(file);
    }

    /// <summary>Adds bytes at the end.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes, Length, cancellation).ConfigureAwait(false);
        Length += bytes.Length;
    }

    /// <summary>A stream over all of it, which holds the file until it is disposed.</summary>
    public Stream Open()
    {
        Interlocked.Increment(ref _holders);
        return new Reader(this);
    }

    /// <summary>One who holds it needs it no more.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _file.Dispose();
    }

    private sealed class Reader(SpoolFile file) : Stream
    {
        private long _position;
        private int _isDisposed;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position
        {
            get => _position;
            set
            {
                ArgumentOutOfRangeException.ThrowIfNegative(value);
                _position = value;
            }
        }

        public override int Read(Span<byte> buffer)
        {
            var count = RandomAccess.Read(file._file.SafeFileHandle, buffer, _position);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await RandomAccess.ReadAsync(file._file.SafeFileHandle, buffer, _position, cancellationToken).ConfigureAwait(false);
            _position += count;
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                file.Release();
            base.Dispose(disposing);
        }
    }
}
