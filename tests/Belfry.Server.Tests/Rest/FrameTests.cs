using System.Buffers.Binary;
using System.IO.Compression;
using Belfry.Dicom;

namespace Belfry.Server.Tests;

/// <summary>Frames and their images.</summary>
public sealed class FrameTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_Uncompressed_AreSentAndRendered()
    {
        await using var bench = await RestBench.StartAsync();
        var data = Image("MONOCHROME2", samples: 1, bits: 16, frames: 2);
        data.Set(Tags.PixelData, VR.OW, new byte[] { 0, 0, 1, 0, 0, 1, 255, 255, 10, 0, 20, 0, 30, 0, 40, 0 });
        var path = $"instances/{(await bench.UploadAsync(data)).GetProperty("ID").GetString()}";

        Assert.Contains("raw", RestBench.Texts(await bench.GetAsync(path + "/frames/1")));
        Assert.Equal([10, 0, 20, 0, 30, 0, 40, 0], await bench.Client.GetByteArrayAsync(path + "/frames/1/raw", Token));
        using var zipped = new GZipStream(new MemoryStream(await bench.Client.GetByteArrayAsync(path + "/frames/1/raw.gz", Token)), CompressionMode.Decompress);
        Assert.Equal(10, zipped.ReadByte());
        Assert.Equal([0, 85, 170, 255], Pixels(await bench.Client.GetByteArrayAsync(path + "/frames/1/preview", Token), 2, 1));
        Assert.Equal([0, 1, 255, 255], Pixels(await bench.Client.GetByteArrayAsync(path + "/image-uint8", Token), 2, 1));
        Assert.Equal([0, 0, 0, 1, 1, 0, 255, 255], Pixels(await bench.Client.GetByteArrayAsync(path + "/image-uint16", Token), 4, 1));
        Assert.Equal((400, 3), await bench.FailAsync(HttpMethod.Get, path + "/frames/2/raw"));
        Assert.Equal((400, 5), await bench.FailAsync(HttpMethod.Get, path + "/frames/x/raw"));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, path + "/frames/0/nothing"));
        Assert.Equal((501, 2), await bench.FailAsync(HttpMethod.Get, path + "/rendered"));
        Assert.Equal((501, 2), await bench.FailAsync(HttpMethod.Post, path + "/modify", "{ }"));
    }

    [Fact]
    public async Task Frames_SignedInvertedAndColour_AreRendered()
    {
        await using var bench = await RestBench.StartAsync();
        var signed = Image("MONOCHROME1", samples: 1, bits: 8);
        signed.Set(Tags.PixelRepresentation, 1);
        signed.Set(Tags.PixelData, VR.OB, new byte[] { 0x80, 0xFF, 0x00, 0x7F });
        var path = $"instances/{(await bench.UploadAsync(signed)).GetProperty("ID").GetString()}";
        Assert.Equal([255, 128, 127, 0], Pixels(await bench.Client.GetByteArrayAsync(path + "/preview", Token), 2, 1));
        Assert.Equal([0xFF, 0x80, 0xFF, 0xFF, 0, 0, 0, 0x7F], Pixels(await bench.Client.GetByteArrayAsync(path + "/image-int16", Token), 4, 1));

        var colour = Image("RGB", samples: 3, bits: 8);
        colour.Set(Tags.SOPInstanceUID, "1.2.9");
        colour.Set(Tags.PlanarConfiguration, 1);
        colour.Set(Tags.PixelData, VR.OB, new byte[] { 1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24 });
        path = $"instances/{(await bench.UploadAsync(colour)).GetProperty("ID").GetString()}";
        Assert.Equal([1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24], Pixels(await bench.Client.GetByteArrayAsync(path + "/preview", Token), 6, 3));
    }

    [Fact]
    public async Task Frames_OfWhatIsNoImage_AreRefused()
    {
        await using var bench = await RestBench.StartAsync();
        var path = $"instances/{(await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString()}";
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, path + "/frames/0/raw"));
        var odd = Image("YBR_FULL", samples: 3, bits: 8);
        odd.Set(Tags.PixelData, VR.OB, new byte[12]);
        path = $"instances/{(await bench.UploadAsync(odd)).GetProperty("ID").GetString()}";
        Assert.Equal((501, 2), await bench.FailAsync(HttpMethod.Get, path + "/preview"));
        var cut = Image("MONOCHROME2", samples: 1, bits: 16);
        cut.Set(Tags.SOPInstanceUID, "1.2.8");
        cut.Set(Tags.PixelData, VR.OW, new byte[] { 1, 2 });
        path = $"instances/{(await bench.UploadAsync(cut)).GetProperty("ID").GetString()}";
        Assert.Equal((400, 15), await bench.FailAsync(HttpMethod.Get, path + "/preview"));
        Assert.Equal((403, 45), await bench.FailAsync(HttpMethod.Post, path + "/export", "/tmp/x"));
    }

    private static DicomDataSet Image(string photometric, int samples, int bits, int frames = 1)
    {
        var data = RestBench.Instance("P1", 1, 1, 1);
        data.Set(Tags.SOPInstanceUID, "1.2.7");
        data.Set(Tags.SamplesPerPixel, samples);
        data.Set(Tags.PhotometricInterpretation, photometric);
        data.Set(Tags.NumberOfFrames, frames);
        data.Set(Tags.BitsAllocated, bits);
        data.Set(Tags.BitsStored, bits);
        data.Set(Tags.HighBit, bits - 1);
        data.Set(Tags.PixelRepresentation, 0L);
        return data;
    }

    // The samples of an image without filters, as another reader would take them from the file.
    private static List<byte> Pixels(byte[] png, int row, int samples)
    {
        Assert.Equal("PNG"u8, png.AsSpan(1, 3));
        Assert.Equal((2, samples == 3 ? 2 : 0), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), (int)png[25]));
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        return [.. raw.ToArray().Where((_, i) => i % (row + 1) != 0)];
    }
}
