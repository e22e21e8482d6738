using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Archive;

/// <summary>The file of an instance, whole in memory.</summary>
internal static class SourceFile
{
    /// <summary>Preamble and meta information, and the data set as it is.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(InstanceSource source)
    {
        await using var stream = await source.OpenAsync(CancellationToken.None);
        using var buffer = new MemoryStream();
        buffer.Write(HeadOf(source));
        await stream.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    // As in front of a data set that holds nothing.
    private static ReadOnlySpan<byte> HeadOf(InstanceSource source)
    {
        var empty = new DicomFile(new DicomDataSet(), source.TransferSyntax);
        empty.FileMeta.Set(Tags.MediaStorageSOPClassUID, source.SopClassUid);
        empty.FileMeta.Set(Tags.MediaStorageSOPInstanceUID, source.SopInstanceUid);
        var bytes = empty.ToBytes();
        DicomFile.ParseHead(bytes, out var length);
        return bytes.AsSpan(0, length);
    }
}
