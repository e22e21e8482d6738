using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace BelfryPlugin1;

/// <summary>Says which instances a C-MOVE or C-GET means; the server sends them. One object serves all requests, many at once.</summary>
[BelfryPlugin("BelfryPlugin1", Description = "Retrieves")]
public sealed class RetrievePlugin(IPluginHost host) : IRetrieveHandler
{
    public async IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var studies = request.Query.StudyInstanceUids;
        host.Logger.LogInformation("{CallingAETitle} asks for {Count} studies", request.Connection.CallingAETitle, studies.Count);

        // Known before: the pending responses say how many remain.
        request.SuboperationCount = studies.Count;
        foreach (var study in studies)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return await FindFileAsync(study) is { } path
                ? Suboperation.SendFile(path)
                : Suboperation.Send(InstanceSource.FromDataSet(MakeImage(study)));
        }
    }

    /// <summary>In place of an archive of your own: a file is sent as it is.</summary>
    private static Task<string?> FindFileAsync(DicomUid study) => Task.FromResult(File.Exists($"{study}.dcm") ? $"{study}.dcm" : null);

    private static DicomDataSet MakeImage(DicomUid study)
    {
        var image = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
            { Tags.SOPInstanceUID, $"{study}.1.1" },
            { Tags.Modality, "OT" },
            { Tags.PatientName, "Example^Anna" },
            { Tags.PatientID, "EX-1" },
            { Tags.StudyInstanceUID, study },
            { Tags.SeriesInstanceUID, $"{study}.1" },
            { Tags.InstanceNumber, 1 },
            { Tags.SamplesPerPixel, 1 },
            { Tags.PhotometricInterpretation, "MONOCHROME2" },
            { Tags.Rows, 16 },
            { Tags.Columns, 16 },
            { Tags.BitsAllocated, 8 },
            { Tags.BitsStored, 8 },
            { Tags.HighBit, 7 },
            { Tags.PixelRepresentation, 0 },
        };
        image.Set(Tags.PixelData, VR.OB, new byte[16 * 16]);
        return image;
    }
}
