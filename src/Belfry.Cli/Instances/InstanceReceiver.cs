using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli.Instances;

/// <summary>Takes instances by C-STORE and writes each into a file of a folder, named by its SOP Instance UID.</summary>
internal sealed class InstanceReceiver(string folder) : IDimseRoutes, IDimseService
{
    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request is CStoreRequest ? this : null;

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        var uid = operation.Request.SopInstanceUid;

        // A UID that is none could name a file anywhere.
        var status = uid.IsTolerable ? await TakeAsync(operation, PathOf(folder, uid.Value)).ConfigureAwait(false) : StoreStatus.DataSetDoesNotMatchSopClass;
        await operation.RespondAsync(new CStoreResponse(status)).ConfigureAwait(false);
    }

    /// <summary>Where an instance goes.</summary>
    public static string PathOf(string folder, string uid) => Path.Combine(folder, uid + ".dcm");

    /// <summary>True when the whole instance is in its file: not what a full disk or a loss of power left of it.</summary>
    public static bool IsThere(string folder, string uid)
    {
        var path = PathOf(folder, uid);
        try
        {
            return File.Exists(path) && DicomFile.Open(path).DataSet.GetString(Tags.SOPInstanceUID) == uid;
        }
        catch (Exception fault) when (fault is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async ValueTask<DimseStatus> TakeAsync(DimseOperation operation, string path)
    {
        if (IsThere(folder, operation.Request.SopInstanceUid.Value))
            return DimseStatus.Success;
        var partial = path + ".part";
        try
        {
            var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(HeadOf(operation), operation.Cancellation).ConfigureAwait(false);
                await operation.OpenDataSet().CopyToAsync(file, operation.Cancellation).ConfigureAwait(false);
            }

            File.Move(partial, path, overwrite: true);
            return DimseStatus.Success;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            return StoreStatus.OutOfResources;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Preamble and file meta information.</summary>
    private static ReadOnlyMemory<byte> HeadOf(DimseOperation operation)
    {
        var names = new DicomDataSet { { Tags.SOPClassUID, operation.Request.SopClassUid }, { Tags.SOPInstanceUID, operation.Request.SopInstanceUid } };
        var bytes = new DicomFile(names, operation.PresentationContext.TransferSyntax).ToBytes();
        _ = DicomFile.ParseHead(bytes, out var dataSetOffset);
        return bytes.AsMemory(0, dataSetOffset);
    }
}
