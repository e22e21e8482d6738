using System.Text.Json;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc.Tests;

/// <summary>The host's configuration as an exported plugin reads it.</summary>
public sealed class ExportOptionsTests
{
    [Fact]
    public void Read_Nothing_GivesTheHostsDefaults()
    {
        var options = Read("{}");
        Assert.Equal(("ORTHANC", null, false), (options.LocalAETitle.Value, options.Limit, options.IsStrict));
        Assert.Equal(StoreScuOptions.Default.ConnectTimeout, options.ConnectTimeout);
        var matching = options.Matching(MatchingPolicy.Worklist);
        Assert.Equal(PersonNameMatching.CaseInsensitive, matching.PersonNames);
        Assert.Equal(Dicom.SpecificCharacterSet.Latin1, matching.DefaultCharacterSet);
        Assert.Single(matching.Periods);
    }

    [Fact]
    public void Read_All_IsHeeded()
    {
        var options = Read(
            """
            { "DicomAet" : "HERE", "StrictAetComparison" : true, "DicomScuTimeout" : 3, "CaseSensitivePN" : true, "DefaultEncoding" : "Utf8",
              "Belfry" : { "HandlerTimeout" : 1.5 } }
            """);
        Assert.Equal(("HERE", TimeSpan.FromSeconds(1.5), true), (options.LocalAETitle.Value, options.Limit, options.IsStrict));
        Assert.Equal(TimeSpan.FromSeconds(3), options.ConnectTimeout);
        var matching = options.Matching(MatchingPolicy.Baseline);
        Assert.Equal((PersonNameMatching.Literal, Dicom.SpecificCharacterSet.Utf8), (matching.PersonNames, matching.DefaultCharacterSet));
    }

    [Theory]
    [InlineData("""{ "Belfry" : { "HandlerTimeout" : "x" }, "DefaultEncoding" : 3, "DicomAet" : 7, "DicomScuTimeout" : -1 }""")]
    [InlineData("""{ "Belfry" : [], "DefaultEncoding" : "Klingon", "DicomScuTimeout" : 1e300 }""")]
    public void Read_NonsenseThatTheHostLetPass_IsPassedOver(string json)
    {
        var options = Read(json);
        Assert.Null(options.Limit);
        Assert.Equal(StoreScuOptions.Default.ConnectTimeout, options.ConnectTimeout);
    }

    private static ExportOptions Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ExportOptions.Read(document.RootElement.Clone());
    }
}
