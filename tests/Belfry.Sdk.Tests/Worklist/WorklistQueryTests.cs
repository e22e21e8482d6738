using Belfry.Dicom;
using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class WorklistQueryTests
{
    [Fact]
    public void Properties_KeysWithValues_AreTyped()
    {
        var query = new WorklistQuery(new DicomDataSet
        {
            { Tags.PatientName, "Smith*" },
            { Tags.PatientID, "" },
            { Tags.AccessionNumber, "*" },
            { Tags.StudyInstanceUID, "1.2", "1.3" },
            {
                Tags.ScheduledProcedureStepSequence,
                new DicomDataSet { { Tags.Modality, "CT" }, { Tags.ScheduledProcedureStepStartDate, "20260314" }, { Tags.ScheduledProcedureStepStartTime, "10-12" } }
            },
        });

        Assert.Equal("Smith*", query.PatientName);
        Assert.Null(query.PatientId);
        Assert.Null(query.AccessionNumber);
        Assert.Equal(["1.2", "1.3"], query.StudyInstanceUids.Select(static uid => uid.Value));
        Assert.Equal("CT", query.Modality);
        Assert.Equal(new DicomDateRange(new DateOnly(2026, 3, 14), new DateOnly(2026, 3, 14)), query.ScheduledStartDate);
        Assert.Equal(new TimeOnly(10, 0), query.ScheduledStartTime?.From?.Value);
        Assert.Null(query.ScheduledPeriod);
    }

    [Fact]
    [Trait("Section", "PS3.4 K.6.1.2.2")]
    public void ScheduledPeriod_TwoRanges_IsOnePeriod()
    {
        var query = new WorklistQuery(new DicomDataSet
        {
            {
                Tags.ScheduledProcedureStepSequence,
                new DicomDataSet { { Tags.ScheduledProcedureStepStartDate, "20260314-20260315" }, { Tags.ScheduledProcedureStepStartTime, "2350-0010" } }
            },
        });
        Assert.Equal(new DateTime(2026, 3, 14, 23, 50, 0), query.ScheduledPeriod?.From);
        Assert.True(query.ScheduledPeriod?.Contains(new DateTime(2026, 3, 15, 0, 10, 30)));
        Assert.False(query.ScheduledPeriod?.Contains(new DateTime(2026, 3, 15, 0, 11, 0)));
    }

    [Fact]
    public void IdentifierWithoutEmptyReferences_EmptyItem_IsGone()
    {
        var empty = new DicomDataSet { { Tags.ReferencedSOPClassUID, "" }, { Tags.ReferencedSOPInstanceUID, "" } };
        var query = new WorklistQuery(new DicomDataSet { { Tags.ReferencedStudySequence, empty }, { Tags.PatientID, "1" } });
        Assert.Empty(query.IdentifierWithoutEmptyReferences().GetSequence(Tags.ReferencedStudySequence));
        Assert.Single(query.Identifier.GetSequence(Tags.ReferencedStudySequence));
        var other = new WorklistQuery(new DicomDataSet { { Tags.PatientID, "1" } });
        Assert.Same(other.Identifier, other.IdentifierWithoutEmptyReferences());
    }

    [Fact]
    public async Task FilterAsync_Items_GivesThoseThatMatch()
    {
        var query = new WorklistQuery(new DicomDataSet { { Tags.PatientID, "2" } });
        DicomDataSet[] items = [new() { { Tags.PatientID, "1" } }, new() { { Tags.PatientID, "2" } }];
        Assert.Equal([items[1]], query.Filter(items));
        List<DicomDataSet> found = [];
        await foreach (var item in query.FilterAsync(TestKit.ScriptedWorklist.AsyncOf(items, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken))
            found.Add(item);
        Assert.Equal([items[1]], found);
    }
}
