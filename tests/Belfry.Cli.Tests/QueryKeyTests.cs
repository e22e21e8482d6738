using Belfry.Cli.Queries;
using Belfry.Dicom;
using Xunit;

namespace Belfry.Cli.Tests;

public sealed class QueryKeyTests
{
    [Theory]
    [InlineData("PatientName=D*=x", "(0010,0010)", "D*=x")]
    [InlineData("(0010,0020)", "(0010,0020)", "")]
    [InlineData("ScheduledProcedureStepSequence.Modality=CT", "(0040,0100)[0].(0008,0060)", "CT")]
    [InlineData("(0040,0100)[1].Modality", "(0040,0100)[1].(0008,0060)", "")]
    public void Parse_AKey_GivesPathAndValue(string text, string path, string value)
    {
        var key = QueryKey.Parse(text);
        Assert.Equal(path, string.Join('.', key.Path.SkipLast(1).Select(step => $"{step.Tag}[{step.Item}]").Append(key.Tag.ToString())));
        Assert.Equal(value, key.Value);
    }

    [Theory]
    [InlineData("PatientNam=x")]
    [InlineData("")]
    [InlineData("ScheduledProcedureStepSequence[99].Modality")]
    [InlineData("ScheduledProcedureStepSequence[-1].Modality")]
    [InlineData("(0010,00ZZ)")]
    [InlineData("(FFFE,E000)=1")]
    public void Parse_NotAKey_Throws(string text) => Assert.Throws<FormatException>(() => QueryKey.Parse(text));

    [Fact]
    public void Parse_MoreStepsThanSequencesMayNest_Throws()
    {
        static string Steps(int count) => string.Join('.', Enumerable.Repeat("ReferencedStudySequence", count));
        Assert.Equal(64, QueryKey.Parse(Steps(64)).Path.Count);
        Assert.Throws<FormatException>(() => QueryKey.Parse(Steps(65)));
    }

    [Fact]
    public void Build_KeysOfOneSequence_ShareItsItem()
    {
        var identifier = new QueryIdentifier();
        foreach (var text in new[] { "ScheduledProcedureStepSequence.Modality=CT", "PatientID", "(0040,0100).ScheduledStationAETitle=S1" })
            identifier.Add(QueryKey.Parse(text));
        var dataSet = identifier.Build();
        Assert.Equal([Tags.PatientID, Tags.ScheduledProcedureStepSequence], dataSet.Select(element => element.Tag));
        var item = Assert.Single(dataSet.GetSequence(Tags.ScheduledProcedureStepSequence));
        Assert.Equal("CT", item.GetString(Tags.Modality));
        Assert.Equal("S1", item.GetString(Tags.ScheduledStationAETitle));
    }

    [Fact]
    public void Build_ValueForASequence_SaysWhatToWrite()
    {
        var identifier = new QueryIdentifier();
        identifier.Add(QueryKey.Parse("ScheduledProcedureStepSequence=CT"));
        Assert.Contains("is a sequence", Assert.Throws<FormatException>(() => identifier.Build()).Message);
    }
}
