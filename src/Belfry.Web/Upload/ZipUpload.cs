using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>A ZIP file of DICOM files. Its directory stands at its end: it is put on disk first.</summary>
internal static class ZipUpload
{
    private static readonly byte[] _signature = [(byte)'P', (byte)'K', 3, 4];

    /// <summary>True when a body begins as a ZIP file does. Nothing of it is consumed.</summary>
    public static async ValueTask<bool> IsZipAsync(PipeReader body, CancellationToken cancellation)
    {
        var start = await body.ReadAtLeastAsync(_signature.Length, cancellation);
        var isZip = start.Buffer.Length >= _signature.Length && start.Buffer.Slice(0, _signature.Length).ToArray().AsSpan().SequenceEqual(_signature);
        body.AdvanceTo(start.Buffer.Start);
        return isZip;
    }

    /// <summary>Stores each DICOM file of a ZIP file; what is none is passed over.</summary>
    /// <exception cref="RestException">It is damaged.</exception>
    /// <exception cref="DimseStatusException">The archive is full.</exception>
    public static async Task<IReadOnlyList<UploadedInstance>> TakeAsync(
        PipeReader body, InstanceIntake intake, InstanceOrigin origin, CancellationToken cancellation)
    {
        await using var file = File.Create(
            Path.Combine(Path.GetTempPath(), $"belfry-upload-{Path.GetRandomFileName()}"), 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await body.CopyToAsync(file, cancellation);
        file.Position = 0;
        List<UploadedInstance> taken = [];
        try
        {
            await using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries.Where(static entry => entry.Length > 0))
            {
                if (await TakeEntryAsync(entry, intake, origin, cancellation) is { } one)
                    taken.Add(one);
            }
        }
        catch (InvalidDataException fault)
        {
            throw new RestException(RestError.BadFormat, "The ZIP file is damaged: " + fault.Message, fault);
        }

        return taken;
    }

    private static async Task<UploadedInstance?> TakeEntryAsync(ZipArchiveEntry entry, InstanceIntake intake, InstanceOrigin origin, CancellationToken cancellation)
    {
        await using var content = new BoundedStream(await entry.OpenAsync(cancellation), intake.Limits.Entry);
        var reader = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        try
        {
            return await intake.TakeAsync(reader, origin, cancellation);
        }
        catch (Exception fault) when (FailedUpload.IsOfOneFile(fault))
        {
            return null;
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }
}
