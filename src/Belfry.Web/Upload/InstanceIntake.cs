using System.Buffers;
using System.IO.Pipelines;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>Takes DICOM files as they come: only their beginning is looked at before the archive reads on.</summary>
internal sealed class InstanceIntake(DicomArchive archive, UploadLimits limits)
{
    /// <summary>How long files may be.</summary>
    public UploadLimits Limits => limits;

    // Where the meta information ends and, without it, SOP Class and Instance UID stand: far within, for every file seen.
    private const int Beginning = 64 * 1024;

    /// <summary>Stores a file, with or without preamble and meta information.</summary>
    /// <exception cref="RestException">It is empty or no DICOM file.</exception>
    /// <exception cref="DimseStatusException">The archive does not take it.</exception>
    public async ValueTask<UploadedInstance> TakeAsync(PipeReader body, InstanceOrigin origin, CancellationToken cancellation)
    {
        var start = await body.ReadAtLeastAsync(Beginning, cancellation);
        var bytes = start.Buffer.Slice(0, Math.Min(start.Buffer.Length, Beginning)).ToArray();
        var (sopClass, instance, syntax, offset) = Identify(bytes);
        body.AdvanceTo(start.Buffer.GetPosition(offset));
        var received = await archive.ReceiveAsync(new StoreRequest(sopClass, instance, syntax, body, origin), cancellation);
        return Describe(received);
    }

    private static (DicomUid SopClass, DicomUid Instance, TransferSyntax Syntax, int Offset) Identify(byte[] bytes)
    {
        if (bytes.Length == 0)
            throw new RestException(RestError.BadFormat, "The body is empty.");
        var identity = DicomFile.ParseIdentity(bytes, out var offset);
        return (identity.SopClassUid, identity.SopInstanceUid) is ({ } sopClass, { } instance)
            ? (sopClass, instance, identity.TransferSyntax, offset)
            : throw new RestException(RestError.BadFormat, "The body is no DICOM file, or has no SOP Class UID or SOP Instance UID.");
    }

    private static UploadedInstance Describe(IntakeOutcome received)
    {
        if (received.Identity is { } identity)
        {
            return new UploadedInstance(
                received.Result == AddResult.AlreadyStored ? "AlreadyStored" : "Success", identity.Instance, identity.Series, identity.Study, identity.Patient);
        }

        // Discarded by a filter, or kept by an index that does not say: its identifiers follow from its own.
        var header = received.Header;
        var patientId = header.GetString(Tags.PatientID)?.Trim(' ', '\0') ?? "";
        var (studyUid, seriesUid, instanceUid) = (UidOf(header, Tags.StudyInstanceUID), UidOf(header, Tags.SeriesInstanceUID), UidOf(header, Tags.SOPInstanceUID));
        return new UploadedInstance(
            received.Id is null ? "FilteredOut" : "Success",
            ArchiveId.OfInstance(patientId, studyUid, seriesUid, instanceUid),
            ArchiveId.OfSeries(patientId, studyUid, seriesUid),
            ArchiveId.OfStudy(patientId, studyUid),
            ArchiveId.OfPatient(patientId));
    }

    private static DicomUid UidOf(DicomDataSet header, DicomTag tag) => header.GetUid(tag) ?? default;
}
