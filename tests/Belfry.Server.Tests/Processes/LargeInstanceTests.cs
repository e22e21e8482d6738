using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
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

    [Fact]
    public async Task Upload_OverHttp_NeedsLittleMemoryAndIsReadInRanges()
    {
        const long Large = 256L << 20;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process is read as Linux shows it");
        Assert.SkipUnless(new DriveInfo(_folder.Path).AvailableFreeSpace > 3 * Large, "The disk has no room for the file");
        var configuration = _folder.Write("belfry.json", """{ "HttpBindAddresses" : [ "127.0.0.1" ], "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }""");
        await using var server = await ServerProcess.StartAsync(configuration);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/"), Timeout = TimeSpan.FromMinutes(5) };

        var small = await UploadAsync(client, 4 << 20);
        await ReadAllAsync(client, small);
        var before = Memory(server.Id, "VmHWM");
        var large = await UploadAsync(client, Large);
        var length = await ReadAllAsync(client, large);
        var after = Memory(server.Id, "VmHWM");

        output.WriteLine($"Most memory before {before >> 10} KiB, after {after >> 10} KiB.");
        Assert.InRange(after - before, 0, MostMemory);
        Assert.InRange(length, Large, Large + 4096);
        foreach (var (from, to) in ((long, long)[])[(0, 131), (length / 2, (length / 2) + 999), (length - 10, length - 1)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"instances/{large}/file") { Headers = { Range = new RangeHeaderValue(from, to) } };
            using var answer = await client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal((from, to, length), (answer.Content.Headers.ContentRange?.From, answer.Content.Headers.ContentRange?.To, answer.Content.Headers.ContentRange?.Length));
            Assert.Equal(to - from + 1, (await answer.Content.ReadAsByteArrayAsync(Token)).Length);
        }
    }

    private static async Task<string> UploadAsync(HttpClient client, long pixels)
    {
        using var body = new StreamContent(new EndlessStream(Header(new DicomUid($"{_uid}.{pixels}"), (uint)pixels), pixels));
        using var answer = await client.PostAsync("instances", body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("ID").GetString() ?? "";
    }

    private static async Task<long> ReadAllAsync(HttpClient client, string instance)
    {
        await using var file = await client.GetStreamAsync($"instances/{instance}/file", Token);
        var buffer = new byte[64 * 1024];
        long length = 0;
        while (await file.ReadAsync(buffer, Token) is > 0 and var read)
            length += read;
        return length;
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
