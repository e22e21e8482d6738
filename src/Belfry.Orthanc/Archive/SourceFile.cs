using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Archive;

/// <summary>The file of an instance, whole in memory.</summary>
internal static class SourceFile
{
    /// <summary>Most bytes of a data set that can be handed to a plugin: memory is had in one piece.</summary>
    public const long MostBytes = int.MaxValue - (1024 * 1024);

    /// <summary>Preamble and meta information, and the data set as it is.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    public static async Task<byte[]> ReadAsync(InstanceSource source)
    {
        await using var stream = await source.OpenAsync(CancellationToken.None);
        return stream.CanSeek ? await ReadAsync(HeadOf(source), stream, stream.Length - stream.Position) : await ReadToEndAsync(HeadOf(source), stream);
    }

    private static async Task<byte[]> ReadAsync(byte[] head, Stream dataSet, long length)
    {
        if (length > MostBytes)
            throw new IOException($"An instance of {length} bytes is too long to be seen whole by a plugin.");
        var file = GC.AllocateUninitializedArray<byte>(head.Length + (int)length);
        head.CopyTo(file, 0);
        await dataSet.ReadExactlyAsync(file.AsMemory(head.Length));
        return file;
    }

    private static async Task<byte[]> ReadToEndAsync(byte[] head, Stream dataSet)
    {
        using var buffer = new MemoryStream();
        buffer.Write(head);
        await dataSet.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    // As in front of a data set that holds nothing.
    private static byte[] HeadOf(InstanceSource source)
    {
        var empty = new DicomFile(new DicomDataSet(), source.TransferSyntax);
        empty.FileMeta.Set(Tags.MediaStorageSOPClassUID, source.SopClassUid);
        empty.FileMeta.Set(Tags.MediaStorageSOPInstanceUID, source.SopInstanceUid);
        var bytes = empty.ToBytes();
        DicomFile.ParseHead(bytes, out var length);
        return bytes[..length];
    }
}
