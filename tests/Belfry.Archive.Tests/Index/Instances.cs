using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>Makes instances for tests.</summary>
internal static class Instances
{
    public static DicomUid SecondaryCapture { get; } = new("1.2.840.10008.5.1.4.1.1.7");

    public static DicomDataSet Header(string patient, string study, string series, string instance) => new()
    {
        { Tags.SOPClassUID, SecondaryCapture },
        { Tags.SOPInstanceUID, instance },
        { Tags.PatientID, patient },
        { Tags.StudyInstanceUID, study },
        { Tags.SeriesInstanceUID, series },
    };

    /// <summary>Study, series and instance are numbers, which become UIDs.</summary>
    public static DicomDataSet Header(string patient, int study, int series, int instance) =>
        Header(patient, $"1.2.{study}", $"1.2.{study}.{series}", $"1.2.{study}.{series}.{instance}");

    public static NewInstance New(DicomDataSet header, long length = 1000) => new()
    {
        Header = header,
        File = FileOf(header, length),
        Origin = new InstanceOrigin { Kind = InstanceOriginKind.DicomProtocol, CallingAETitle = AETitle.Parse("CT1") },
        ReceivedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    public static StoredFile FileOf(DicomDataSet header, long length = 1000) => new()
    {
        FileId = Guid.CreateVersion7(),
        Length = length,
        StoredLength = length,
        DataSetOffset = 300,
        PixelDataOffset = 700,
        SopClassUid = header.GetUid(Tags.SOPClassUID) ?? default,
        SopInstanceUid = header.GetUid(Tags.SOPInstanceUID) ?? default,
        TransferSyntax = TransferSyntax.ExplicitVRLittleEndian,
    };

    public static async Task<AddOutcome> AddAsync(this SqliteIndex index, DicomDataSet header, OverwritePolicy overwrite = OverwritePolicy.Never) =>
        await index.AddAsync(New(header) with { Overwrite = overwrite }, TestContext.Current.CancellationToken);

    public static async Task<List<DicomDataSet>> FindAsync(
        this SqliteIndex index, QueryRetrieveLevel level, DicomDataSet keys, MatchingPolicy? policy = null, bool onlyMatching = true)
    {
        var query = new FindQuery(keys, QueryRetrieveModel.PatientRoot, level, policy);
        List<DicomDataSet> found = [];
        await foreach (var entity in index.FindAsync(query, TestContext.Current.CancellationToken))
        {
            if (!onlyMatching || query.Matches(entity))
                found.Add(entity);
        }

        return found;
    }

    public static async Task<List<StoredFile>> ListAsync(this SqliteIndex index, QueryRetrieveLevel level, DicomDataSet keys)
    {
        List<StoredFile> files = [];
        var query = new RetrieveQuery(keys, QueryRetrieveModel.PatientRoot, level);
        await foreach (var file in index.ListAsync(query, TestContext.Current.CancellationToken))
            files.Add(file);
        return files;
    }
}
