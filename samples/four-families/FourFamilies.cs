using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace FourFamilies;

/// <summary>
/// Worklist, query, retrieve and storage commitment in one class, over a handful of entries in memory: what a plugin can do, on one page. The
/// Patient ID steers it, so that every way an operation can end is seen.
/// </summary>
[BelfryPlugin("four-families", Version = "1.0")]
public sealed class Department(IPluginHost host) : IWorklistHandler, IFindHandler, IRetrieveHandler, IStorageCommitmentHandler
{
    private const int Images = 3;
    private const string Study = "1.2.826.0.1.3680043.10.1400.1";
    private const string Series = Study + ".1";

    private static readonly string[] s_names = ["Adler^Anna", "Berg^Bernd", "Cäsar^Christa"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        Steer(request.Query.PatientId, request.MarkIncomplete);
        await foreach (var item in request.Query.FilterAsync(AllAsync(Item), cancellation))
            yield return item;
        host.Logger.LogInformation("A worklist query of {CallingAETitle} was answered", request.Connection.CallingAETitle);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        Steer(request.Query.PatientId, request.MarkIncomplete);
        await foreach (var entity in AllAsync(Entity).WithCancellation(cancellation))
        {
            if (request.Query.Matches(entity))
                yield return entity;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        Steer(request.Query.PatientId, static () => { });
        request.SuboperationCount = Images;
        for (var number = 1; number <= Images; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var uid = new DicomUid($"{Series}.{number}");
            if (request.Query.PatientId == "ONE-FAILS" && number == 2)
                yield return Suboperation.Failure(uid, new DimseStatus(0xC000));
            else if (request.Query.PatientId == "STORED")
                yield return Suboperation.SendStored(uid);
            else
                yield return Suboperation.Send(InstanceSource.FromDataSet(Image(number)));
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.References.Any(static reference => reference.SopInstanceUid.Value.EndsWith(".404", StringComparison.Ordinal)))
            throw new InvalidOperationException("The shelf is locked");
        return new ValueTask<IStorageCommitment?>(new Shelf());
    }

    /// <summary>Fails for one patient, says of another that there is more.</summary>
    private static void Steer(string? patientId, Action markIncomplete)
    {
        if (patientId == "REFUSED")
            throw new DimseStatusException(new DimseStatus(0xA700), "Not today");
        if (patientId == "BROKEN")
            throw new InvalidOperationException("A bug");
        if (patientId == "MANY*")
            markIncomplete();
    }

    private static async IAsyncEnumerable<DicomDataSet> AllAsync(Func<int, DicomDataSet> make)
    {
        for (var i = 0; i < s_names.Length; i++)
        {
            // As if a database had been asked.
            await Task.Yield();
            yield return make(i);
        }
    }

    private static DicomDataSet Item(int index) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 100" },
        { Tags.AccessionNumber, $"A{index}" },
        { Tags.PatientName, s_names[index] },
        { Tags.PatientID, $"MANY{index}" },
        { Tags.StudyInstanceUID, $"{Study}{index}" },
        {
            Tags.ScheduledProcedureStepSequence,
            new DicomDataSet
            {
                { Tags.Modality, index == 1 ? "MR" : "CT" },
                { Tags.ScheduledStationAETitle, "STATION" },
                { Tags.ScheduledProcedureStepStartDate, "20260701" },
                { Tags.ScheduledProcedureStepStartTime, $"08{index}000" },
                { Tags.ScheduledProcedureStepID, $"STEP{index}" },
            }
        },
    };

    private static DicomDataSet Entity(int index) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 100" },
        { Tags.StudyDate, $"2026070{index + 1}" },
        { Tags.AccessionNumber, $"A{index}" },
        { Tags.ModalitiesInStudy, "CT", "SR" },
        { Tags.PatientName, s_names[index] },
        { Tags.PatientID, $"MANY{index}" },
        { Tags.StudyInstanceUID, $"{Study}{index}" },
        { Tags.NumberOfStudyRelatedInstances, Images },
    };

    private static DicomDataSet Image(int number)
    {
        var image = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
            { Tags.SOPInstanceUID, $"{Series}.{number}" },
            { Tags.Modality, "OT" },
            { Tags.PatientName, s_names[0] },
            { Tags.PatientID, "MANY0" },
            { Tags.StudyInstanceUID, Study },
            { Tags.SeriesInstanceUID, Series },
            { Tags.InstanceNumber, number },
            { Tags.Rows, 8 },
            { Tags.Columns, 8 },
            { Tags.BitsAllocated, 8 },
        };
        image.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        image.Set(Tags.PixelData, VR.OB, new byte[64]);
        return image;
    }

    /// <summary>Keeps what ends in an even number.</summary>
    private sealed class Shelf : IStorageCommitment
    {
        public async IAsyncEnumerable<CommitmentAnswer> AnswerAsync(
            IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var reference in references.Reverse())
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                var isKept = (reference.SopInstanceUid.Value[^1] - '0') % 2 == 0;
                yield return new CommitmentAnswer(
                    reference, isKept ? CommitmentOutcome.Committed : CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
