using System.Text;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class DataSetMatcherTests
{
    private static readonly DicomDataSet s_smith = WorklistSamples.Read("W03");

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.6")]
    public void IsMatch_ConstrainedKeyInAnAbsentSequence_IsNotMet()
    {
        var query = new DicomDataSet { { Tags.ScheduledSpecimenSequence, new DicomDataSet { { Tags.ContainerIdentifier, "X" } } } };
        Assert.False(DataSetMatcher.Compile(query).IsMatch(s_smith));
        query.Set(Tags.ScheduledSpecimenSequence, new DicomDataSet { { Tags.ContainerIdentifier, "" } });
        Assert.True(DataSetMatcher.Compile(query).IsMatch(s_smith));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.2")]
    public void IsMatch_ThousandsOfUids_FindsTheOne()
    {
        var uids = Enumerable.Range(0, 5_000).Select(static i => $"1.2.3.{i}").Append(s_smith.GetString(Tags.StudyInstanceUID)!).ToArray();
        Assert.True(DataSetMatcher.Compile(new DicomDataSet { { Tags.StudyInstanceUID, uids } }).IsMatch(s_smith));
        Assert.False(DataSetMatcher.Compile(new DicomDataSet { { Tags.StudyInstanceUID, uids[..^1] } }).IsMatch(s_smith));
    }

    [Fact]
    [Trait("Section", "PS3.5 7.8.1")]
    public void IsMatch_PrivateKey_IsFoundByItsCreatorInAnotherBlock()
    {
        Assert.True(DataSetMatcher.Compile(Private(0x10, "WARD 7")).IsMatch(Private(0x11, "WARD 7")));
        Assert.False(DataSetMatcher.Compile(Private(0x10, "WARD 7")).IsMatch(Private(0x11, "WARD 8")));
    }

    [Theory]
    [InlineData("20260231")]
    [InlineData("2026*")]
    [InlineData("tomorrow")]
    [InlineData("-")]
    public void Compile_DateThatIsNone_NamesTheAttribute(string text)
    {
        var query = new DicomDataSet();
        query.Set(Tags.PatientBirthDate, VR.DA, Encoding.ASCII.GetBytes(text));
        var fault = Assert.Throws<DimseStatusException>(() => DataSetMatcher.Compile(query));
        Assert.Equal(0xA900, fault.Status.Code);
        Assert.Equal([Tags.PatientBirthDate], fault.OffendingElements);
    }

    [Fact]
    public void Compile_MoreAlternativesThanAnybodyAsksFor_IsOutOfResources()
    {
        var query = new DicomDataSet();
        query.Set(Tags.PatientID, VR.LO, Encoding.ASCII.GetBytes(string.Join('\\', Enumerable.Range(0, 600))));
        Assert.True(DataSetMatcher.Compile(query).IsMatch(new DicomDataSet { { Tags.PatientID, "599" } }));
        query.Set(Tags.AccessionNumber, VR.SH, Encoding.ASCII.GetBytes(string.Join('\\', Enumerable.Range(0, 401))));
        var fault = Assert.Throws<DimseStatusException>(() => DataSetMatcher.Compile(query));
        Assert.Equal(0xA700, fault.Status.Code);
        Assert.Equal([Tags.PatientID], fault.OffendingElements);
    }

    [Fact]
    public void Compile_MoreKeysThanAllowed_IsOutOfResources()
    {
        var policy = MatchingPolicy.Worklist with { MaxKeys = 3 };
        var query = new DicomDataSet { { Tags.PatientID, "" }, { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "CT" } } } };
        Assert.False(DataSetMatcher.Compile(query, policy).MatchesEverything);
        query.Set(Tags.PatientWeight, "");
        var fault = Assert.Throws<DimseStatusException>(() => DataSetMatcher.Compile(query, policy));
        Assert.Equal(0xA700, fault.Status.Code);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.2")]
    public void IsMatch_ListOfTenThousandUids_FindsEach()
    {
        var uids = Enumerable.Range(0, 10_000).Select(i => $"1.2.826.0.1.3680043.8.498.{i + 1_000_000_000_000_000_000}.{i}").ToArray();
        var query = new DicomDataSet();
        query.Set(Tags.SOPInstanceUID, uids);
        var matcher = DataSetMatcher.Compile(query, MatchingPolicy.Baseline);
        Assert.True(matcher.IsMatch(new DicomDataSet { { Tags.SOPInstanceUID, uids[^1] } }));
        Assert.False(matcher.IsMatch(new DicomDataSet { { Tags.SOPInstanceUID, uids[^1] + "1" } }));
    }

    [Fact]
    public void IsMatch_NameInMemoryWithoutCharacterSet_IsUnicode()
    {
        var query = DataSetMatcher.Compile(new DicomDataSet { { Tags.PatientName, "MÜLLER*" } });
        Assert.True(query.IsMatch(new DicomDataSet { { Tags.PatientName, "Müller^Jörg" } }));
        Assert.True(query.IsMatch(WorklistSamples.Read("W01")));
    }

    [Fact]
    public void IsMatch_BytesWithoutCharacterSet_AreInThatOfThePolicy()
    {
        var candidate = new DicomDataSet();
        candidate.Set(Tags.PatientName, VR.PN, Encoding.Latin1.GetBytes("Müller^Jörg"));
        var query = new DicomDataSet { { Tags.PatientName, "Müller^Jörg" } };
        Assert.False(DataSetMatcher.Compile(query).IsMatch(candidate));
        Assert.True(DataSetMatcher.Compile(query, MatchingPolicy.Worklist with { DefaultCharacterSet = SpecificCharacterSet.Latin1 }).IsMatch(candidate));
    }

    [Theory]
    [InlineData("Weiss^Elke", "Weiß^Elke", true)]
    [InlineData("lukasiewicz^zoe", "Łukasiewicz^Zoë", true)]
    [InlineData("Müller", "Mu\u0308ller", true)]
    [InlineData("Muller", "Miller", false)]
    public void IsMatch_CaseAndAccentsDoNotCount_ComparesLetters(string query, string stored, bool expected)
    {
        var policy = MatchingPolicy.Worklist with { PersonNames = PersonNameMatching.CaseAndAccentInsensitive };
        Assert.Equal(expected, DataSetMatcher.Compile(new DicomDataSet { { Tags.PatientName, query } }, policy)
            .IsMatch(new DicomDataSet { { Tags.PatientName, stored } }));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.5.1.1")]
    public void IsMatch_PeriodWithTimeZones_IsMovedWhenNegotiated()
    {
        var query = new DicomDataSet
        {
            { Tags.TimezoneOffsetFromUTC, "+0000" },
            { Tags.ScheduledProcedureStepStartDate, "20260314-20260314" },
            { Tags.ScheduledProcedureStepStartTime, "100000-110000" },
        };
        var candidate = new DicomDataSet
        {
            { Tags.TimezoneOffsetFromUTC, "+0100" },
            { Tags.ScheduledProcedureStepStartDate, "20260314" },
            { Tags.ScheduledProcedureStepStartTime, "113000" },
        };
        Assert.False(DataSetMatcher.Compile(query).IsMatch(candidate));
        Assert.True(DataSetMatcher.Compile(query, MatchingPolicy.Worklist with { TimeZoneAdjustment = true }).IsMatch(candidate));
    }

    [Fact]
    public void Explain_Mismatch_SaysWhichKeyAndWhy()
    {
        var query = new DicomDataSet
        {
            { Tags.PatientName, "SMITH*" },
            { Tags.PatientID, "P1003" },
            { Tags.PatientAddress, "X" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "CT" }, { Tags.ScheduledStationAETitle, "US01" } } },
        };
        query.SetEmpty(Tags.AccessionNumber);

        var results = DataSetMatcher.Compile(query).Explain(s_smith);

        Assert.Equal(
            [
                (Tags.AccessionNumber, MatchingKind.Universal, KeyOutcome.Unconstrained),
                (Tags.PatientName, MatchingKind.Wildcard, KeyOutcome.Met),
                (Tags.PatientID, MatchingKind.SingleValue, KeyOutcome.Met),
                (Tags.PatientAddress, MatchingKind.SingleValue, KeyOutcome.Absent),
                (Tags.ScheduledProcedureStepSequence, MatchingKind.Sequence, KeyOutcome.Different),
                (Tags.Modality, MatchingKind.SingleValue, KeyOutcome.Different),
                (Tags.ScheduledStationAETitle, MatchingKind.SingleValue, KeyOutcome.Met),
            ],
            results.Select(static r => (r.Path[^1], r.Kind, r.Outcome)));
    }

    [Fact]
    public void ExactValue_OnlyOfPlainEquality_IsGiven()
    {
        var query = new DicomDataSet
        {
            { Tags.PatientID, "P1003" },
            { Tags.PatientName, "Doe" },
            { Tags.AccessionNumber, "ACC*" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "US" } } },
        };
        var matcher = DataSetMatcher.Compile(query);
        Assert.Equal("P1003", matcher.ExactValue(Tags.PatientID));
        Assert.Equal("US", matcher.ExactValue(Tags.ScheduledProcedureStepSequence, Tags.Modality));
        Assert.Null(matcher.ExactValue(Tags.PatientName));
        Assert.Null(matcher.ExactValue(Tags.AccessionNumber));
        Assert.Null(matcher.ExactValue(Tags.StudyInstanceUID));
    }

    [Theory]
    [InlineData("00100020", "pat-É", "Pat-é", true)]
    [InlineData("00100020", "pat-E", "Pat-é", false)]
    [InlineData("00081030", "GRÖßE *", "Größe Kopf", true)]
    [InlineData("00081030", "GRÖSSE *", "Größe Kopf", false)]
    [InlineData("00081030", "kopf\\thora?", "Bein\\THORAX", true)]
    [InlineData("00080060", "ct", "CT", true)]
    [InlineData("00100010", "doe", "DOE", false)]
    [InlineData("00080018", "1.2.A", "1.2.a", false)]
    public void IsMatch_CaseThatDoesNotCount_IsTheSame(string tag, string key, string value, bool isMatch)
    {
        Assert.True(DicomTag.TryParse(tag, out var attribute));
        var query = Text(attribute, key);
        var policy = MatchingPolicy.Baseline with { IgnoresCase = true, PersonNames = PersonNameMatching.Literal };

        Assert.Equal(isMatch, DataSetMatcher.Compile(query, policy).IsMatch(Text(attribute, value)));
        Assert.False(DataSetMatcher.Compile(query, policy with { IgnoresCase = false }).IsMatch(Text(attribute, value)));
        Assert.Equal(attribute == Tags.SOPInstanceUID, DataSetMatcher.Compile(query, policy).ExactValue(attribute) is not null);
    }

    [Fact]
    public void IsMatch_OrdinaryCandidates_AllocatesNothing()
    {
        var query = new DicomDataSet
        {
            { Tags.PatientName, "smi?h*" },
            { Tags.PatientBirthDate, "19000101-20261231" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "US" }, { Tags.ScheduledProcedureStepStartTime, "08-18" } } },
        };
        var matcher = DataSetMatcher.Compile(query);
        Assert.True(matcher.IsMatch(s_smith));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            matcher.IsMatch(s_smith);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static DicomDataSet Text(DicomTag tag, string text)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(tag, DicomDictionary.GetVR(tag), Encoding.UTF8.GetBytes(text));
        return dataSet;
    }

    private static DicomDataSet Private(ushort block, string value)
    {
        var dataSet = new DicomDataSet();
        if (block == 0x11)
            dataSet.Set(new DicomTag(0x0041, 0x0010), VR.LO, "SOMEBODY ELSE");
        dataSet.Set(new DicomTag(0x0041, block), VR.LO, "A HOSPITAL");
        dataSet.Set(new DicomTag(0x0041, (ushort)((block << 8) | 0x01)), VR.LO, value);
        return dataSet;
    }
}
