using System.IO.Pipelines;
using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>
/// A data set in another uncompressed transfer syntax, as a stream. A short one is converted in memory; of a long one the large values pass
/// through in pieces while it is read.
/// </summary>
internal static class ConvertedDataSet
{
    private const int InMemory = 1024 * 1024;
    private const int PauseAt = 1024 * 1024;

    /// <summary>Opens it. The source is disposed with what is returned, or when this throws.</summary>
    /// <exception cref="DicomFormatException">The source is no data set.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream source, TransferSyntax from, TransferSyntax to, CancellationToken cancellation)
    {
        try
        {
            var dataSet = await DicomDataSet.ReadAsync(source, from, null, cancellation).ConfigureAwait(false);
            if (source.CanSeek && source.Length > InMemory)
                return new LongDataSet(source, dataSet, to);
            var converted = new MemoryStream(dataSet.ToBytes(to), writable: false);
            await source.DisposeAsync().ConfigureAwait(false);
            return converted;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What one task writes, the other reads.</summary>
    private sealed class LongDataSet : Stream
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: PauseAt, resumeWriterThreshold: PauseAt / 2, useSynchronizationContext: false));
        private readonly CancellationTokenSource _ending = new();
        private readonly Stream _source;
        private readonly Stream _reading;
        private readonly Task _writing;

        public LongDataSet(Stream source, DicomDataSet dataSet, TransferSyntax to)
        {
            _source = source;
            _reading = _pipe.Reader.AsStream();
            _writing = WriteAsync(dataSet, to);
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reading.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
            await _writing.ConfigureAwait(false);
            await _source.DisposeAsync().ConfigureAwait(false);
            _ending.Dispose();
            await base.DisposeAsync().ConfigureAwait(false);
        }

        private async Task WriteAsync(DicomDataSet dataSet, TransferSyntax to)
        {
            // Away from the caller, who reads at the same time.
            await Task.Yield();
            try
            {
                await dataSet.WriteAsync(_pipe.Writer.AsStream(leaveOpen: true), to, null, _ending.Token).ConfigureAwait(false);
                await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // The reader is told, who sends.
                await _pipe.Writer.CompleteAsync(fault).ConfigureAwait(false);
            }
        }
    }
}
