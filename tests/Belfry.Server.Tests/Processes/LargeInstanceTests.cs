using System.Buffers.Binary;
using System.Globalization;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Server.Tests.Processes;

/// <summary>An instance of a gigabyte passes through the server without ever being in its memory.</summary>
public sealed class LargeInstanceTests(ITestOutputHelper output) : IDisposable
{
    private const long Pixels = 1L << 30;
    private const long MostMemory = 64L << 20;

    private static readonly DicomUid _uid = new("1.2.826.7");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_Gigabyte_NeedsLittleMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process is read as Linux shows it");
        Assert.SkipUnless(new DriveInfo(_folder.Path).AvailableFreeSpace > 3 * Pixels, "The disk has no room for a gigabyte");
        var configuration = _folder.Write("belfry.json", """{ "HttpServerEnabled" : false, "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }""");
        await using var server = await ServerProcess.StartAsync(configuration);
        var request = AssociationRequest.Create(AETitle.Parse("LARGE"), AETitle.Parse("ORTHANC"), [Uids.CTImageStorage], Uids.ExplicitVRLittleEndian);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);

        // What a few megabytes need is not counted: code, buffers, the index.
        Assert.Equal(DimseStatus.Success, await StoreAsync(association, 4 << 20));
        var before = Memory(server.Id, "VmHWM");
        Assert.Equal(DimseStatus.Success, await StoreAsync(association, Pixels));
        var after = Memory(server.Id, "VmHWM");

        output.WriteLine($"Most memory before {before >> 10} KiB, after {after >> 10} KiB.");
        Assert.InRange(after - before, 0, MostMemory);
        var lengths = Directory.EnumerateFiles(Path.Combine(_folder.Path, "OrthancStorage"), "*", SearchOption.AllDirectories).Select(path => new FileInfo(path).Length);
        Assert.Contains(lengths, length => length > Pixels && length < Pixels + 4096);
    }

    private static async Task<DimseStatus> StoreAsync(Association association, long pixels)
    {
        var uid = new DicomUid($"{_uid}.{pixels}");
        await using var dataSet = new EndlessStream(Header(uid, (uint)pixels), pixels);
        var reply = await association.StoreAsync(
            association.PresentationContexts[0], new CStoreRequest(Uids.CTImageStorage, uid), dataSet, TimeSpan.FromMinutes(5), Token);
        return reply.Status;
    }

    private static byte[] Header(DicomUid uid, uint pixels)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SOPClassUID, Uids.CTImageStorage);
        dataSet.Set(Tags.SOPInstanceUID, uid);
        dataSet.Set(Tags.StudyInstanceUID, new DicomUid("1.2.826.1"));
        dataSet.Set(Tags.SeriesInstanceUID, new DicomUid("1.2.826.1.1"));
        dataSet.SetEmpty(Tags.PixelData, VR.OW);
        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), pixels);
        return bytes;
    }

    private static long Memory(int process, string row)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith(row + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>Some bytes, then as many zeros as wanted.</summary>
    private sealed class EndlessStream(byte[] beginning, long zeros) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => beginning.Length + zeros;

        public override long Position
        {
            get => _at;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Length - _at);
            buffer[..count].Clear();
            if (_at < beginning.Length)
            {
                count = Math.Min(count, beginning.Length - (int)_at);
                beginning.AsSpan((int)_at, count).CopyTo(buffer);
            }

            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
