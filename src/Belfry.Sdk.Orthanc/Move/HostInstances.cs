using System.Text;
using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Sdk.Orthanc;

/// <summary>Instances that the host stores, by its REST interface.</summary>
internal static class HostInstances
{
    /// <summary>The instance, read into memory; null when the host has none of that UID.</summary>
    public static InstanceSource? Find(HostServices services, DicomUid sopInstanceUid)
    {
        if (services.Post("/tools/lookup", Encoding.ASCII.GetBytes(sopInstanceUid.Value)) is not { } found || IdOf(found) is not { } id)
            return null;
        if (services.Get($"/instances/{id}/file") is not { } bytes)
            return null;
        var file = DicomFile.ParseHead(bytes, out var offset);
        var sopClass = file.FileMeta.GetUid(Tags.MediaStorageSOPClassUID) ?? throw new DicomFormatException("The stored file names no SOP class", 0);
        return new Stored(sopClass, sopInstanceUid, file.TransferSyntax, bytes.AsMemory(offset));
    }

    private static string? IdOf(byte[] found)
    {
        using var document = JsonDocument.Parse(found);
        foreach (var resource in document.RootElement.EnumerateArray())
        {
            if (resource.GetProperty("Type").GetString() == "Instance")
                return resource.GetProperty("ID").GetString();
        }

        return null;
    }

    private sealed class Stored(DicomUid sopClass, DicomUid sopInstance, TransferSyntax syntax, ReadOnlyMemory<byte> dataSet)
        : InstanceSource(sopClass, sopInstance, syntax)
    {
        public override ValueTask<Stream> OpenAsync(CancellationToken cancellation) =>
            new(new MemoryStream(dataSet.ToArray(), writable: false));
    }
}
