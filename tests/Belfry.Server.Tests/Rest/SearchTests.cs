using Belfry.Archive;

namespace Belfry.Server.Tests;

public sealed class SearchTests(FilledArchive archive) : IClassFixture<FilledArchive>
{
    [Theory]
    [InlineData("""{ "Level" : "Patient", "Query" : { "PatientID" : "P*" } }""", 2)]
    [InlineData("""{ "Level" : "Patients", "Query" : { "PatientName" : "p1^ärztin" }, "CaseSensitive" : false }""", 1)]
    [InlineData("""{ "Level" : "Patients", "Query" : { "PatientName" : "p1^ärztin" } }""", 1)]
    [InlineData("""{ "Level" : "Patients", "Query" : { "PatientName" : "p1^arztin" }, "CaseSensitive" : false }""", 0)]
    [InlineData("""{ "Level" : "Patients", "Query" : { "PatientName" : "p1^arztin" }, "IgnoreAccents" : true }""", 1)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientName" : "*ARZT*" }, "CaseSensitive" : false, "IgnoreAccents" : true }""", 3)]
    [InlineData("""{ "Level" : "Patients", "Query" : { "PatientName" : "p1^arztin" }, "IgnoreAccents" : false }""", 0)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyDescription" : "etude*" }, "IgnoreAccents" : true }""", 0)]
    [InlineData("""{ "Level" : "Patient", "Query" : { "PatientID" : "p1" } }""", 1)]
    [InlineData("""{ "Level" : "Patient", "Query" : { "PatientID" : "p1" }, "CaseSensitive" : true }""", 0)]
    [InlineData("""{ "Level" : "Study", "Query" : { "AccessionNumber" : "acc-*", "StudyDescription" : "éTUDE ?" } }""", 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyDescription" : "etude*" } }""", 0)]
    [InlineData("""{ "Level" : "Series", "Query" : { "Modality" : "ct\\us" } }""", 2)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "SpecificCharacterSet" : "iso_ir 192" } }""", 4)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "SpecificCharacterSet" : "iso_ir 192" }, "CaseSensitive" : true }""", 0)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "ImageComments" : "NOTED", "DerivationDescription" : "made Of*" } }""", 1)]
    [InlineData("""{ "Level" : "Patient", "Query" : { "PatientName" : "p1^Ärztin" }, "CaseSensitive" : true }""", 0)]
    [InlineData("""{ "Level" : "Studies", "Query" : { "StudyDate" : "20260102-" } }""", 2)]
    [InlineData("""{ "Level" : "Study", "Query" : { "AccessionNumber" : "ACC-1\\ACC-3" } }""", 2)]
    [InlineData("""{ "Level" : "Study", "Query" : { "ModalitiesInStudy" : "MR" } }""", 1)]
    [InlineData("""{ "Level" : "Study", "Query" : { "0008,0050" : "" } }""", 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientSex" : "*" } }""", 0)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyID" : "*" } }""", 1)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyID" : "**" } }""", 1)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyID" : "?*" } }""", 0)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "DerivationDescription" : "*" } }""", 1)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "ReviewerName" : "*" } }""", 1)]
    [InlineData("""{ "Level" : "Study", "Query" : { "ModalitiesInStudy" : "*" } }""", 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyDescription" : "*tude 1" } }""", 1)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "SOPInstanceUID" : "1.2.1.1.1\\1.2.1.1.2" } }""", 2)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "Rows" : "2", "PatientID" : "P2" } }""", 1)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "ImageType" : "ORIGINAL" } }""", 0)]
    [InlineData("""{ "Level" : "Instance", "Query" : { }, "Since" : 1, "Limit" : 2 }""", 2)]
    [InlineData("""{ "Level" : "Series", "Query" : { }, "ParentPatient" : "PATIENT" }""", 2)]
    [InlineData("""{ "Level" : "Series", "Query" : { }, "ParentStudy" : "00000000-00000000-00000000-00000000-00000000" }""", 0)]
    public async Task Find_Keys_GiveWhatMatches(string body, int count)
    {
        var bench = archive.Bench;
        body = body.Replace("PATIENT", ArchiveId.OfPatient("P1").ToString(), StringComparison.Ordinal);

        Assert.Equal(count, (await bench.PostAsync("tools/find", body)).GetArrayLength());
        if (!body.Contains("CaseSensitive", StringComparison.Ordinal) && !body.Contains("Since", StringComparison.Ordinal))
            Assert.Equal(count, (await bench.PostAsync("tools/count-resources", body)).GetProperty("Count").GetInt32());
    }

    [Theory]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "IgnoreAccents" : "yes" }""")]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "IgnoreAccents" : 1 }""")]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "IgnoreAccents" : true, "CaseSensitive" : true }""")]
    public async Task Find_IgnoreAccentsThatCannotBe_IsABadRequest(string body) =>
        Assert.Equal(400, (await archive.Bench.FailAsync(HttpMethod.Post, "tools/find", body)).Item1);

    [Fact]
    public async Task Find_ExpandedOrderedAndRequested_ShowsWhatWasAskedFor()
    {
        var bench = archive.Bench;

        var found = await bench.PostAsync("tools/find", """
            { "Level" : "Study", "Query" : { }, "RequestedTags" : ["NumberOfStudyRelatedInstances"], "ResponseContent" : ["RequestedTags", "Parent"],
              "OrderBy" : [ { "Type" : "DicomTag", "Key" : "StudyDate", "Direction" : "DESC" } ] }
            """);

        Assert.Equal(
            ["1", "1", "2"], found.EnumerateArray().Select(static study => study.GetProperty("RequestedTags").GetProperty("NumberOfStudyRelatedInstances").GetString()));
        Assert.Equal(["ID", "ParentPatient", "RequestedTags", "Type"], found[0].EnumerateObject().Select(static member => member.Name));
        Assert.Equal(ArchiveId.OfPatient("P1").ToString(), found[0].GetProperty("ParentPatient").GetString());
    }

    [Fact]
    public async Task Find_Limited_GivesNoMoreThanConfigured()
    {
        await using var bench = await RestBench.StartAsync(""", "LimitFindResults" : 1, "LimitFindInstances" : 2""");
        for (var number = 1; number <= 4; number++)
            await bench.UploadAsync(RestBench.Instance("P" + number, number, 1, 1));

        Assert.Equal(1, (await bench.PostAsync("tools/find", """{ "Level" : "Study", "Query" : { }, "Limit" : 3 }""")).GetArrayLength());
        Assert.Equal(2, (await bench.PostAsync("tools/find", """{ "Level" : "Instance", "Query" : { } }""")).GetArrayLength());
    }

    [Fact]
    public async Task Lookup_AnIdentifier_NamesItsResource()
    {
        var bench = archive.Bench;

        var found = Assert.Single((await bench.PostAsync("tools/lookup", "aCC-2")).EnumerateArray());

        Assert.Equal("Study", found.GetProperty("Type").GetString());
        Assert.Equal($"/studies/{found.GetProperty("ID").GetString()}", found.GetProperty("Path").GetString());
        Assert.Equal(0, (await bench.PostAsync("tools/lookup", "nobody")).GetArrayLength());
    }

    [Theory]
    [InlineData("", 400, 8)]
    [InlineData("[", 400, 8)]
    [InlineData("[]", 400, 8)]
    [InlineData("{}", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientName" : "\ud800" } }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { "\ud800" : "" } }""", 400, 8)]
    [InlineData("""{ "Level" : "Study" }""", 400, 8)]
    [InlineData("""{ "Level" : "Galaxy", "Query" : { } }""", 400, 3)]
    [InlineData("""{ "Level" : 1, "Query" : { } }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : [] }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientID" : 1 } }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { "NoSuchTag" : "1" } }""", 400, 27)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyInstanceUID" : "1.2*" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyDate" : "2026*" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "StudyDate" : "*" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Series", "Query" : { "SeriesNumber" : "*" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "Rows" : "*" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "ReferencedStudySequence" : "*" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Instance", "Query" : { "Rows" : "many" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "Limit" : -1 }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "Expand" : "yes" }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "RequestedTags" : "x" }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "ResponseContent" : ["Everything"] }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "OrderBy" : [ { "Type" : "Magic", "Key" : "x" } ] }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { }, "ParentPatient" : "x" }""", 400, 8)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientID" : "\u0000" } }""", 400, 3)]
    [InlineData("""{ "Level" : "Study", "Query" : { "PatientID" : "P1\\\u0000" } }""", 400, 3)]
    public async Task Find_Wrong_GetsItsError(string body, int http, int code)
    {
        var bench = archive.Bench;

        Assert.Equal((http, code), await bench.FailAsync(HttpMethod.Post, "tools/find", body));
    }

    [Theory]
    [InlineData("QueryRetrieveLevel", "STUDY")]
    [InlineData("RetrieveAETitle", "BELFRY")]
    [InlineData("SpecificCharacterSet", "ISO_IR 13")]
    [InlineData("0008,0000", "5")]
    [InlineData("0002,0010", "1.2")]
    [InlineData("0009,0010", "NOBODY")]
    [InlineData("0009,1001", "x")]
    public async Task Find_AValueThatNoResourceHas_FindsNothing(string tag, string value)
    {
        var bench = archive.Bench;

        Assert.Equal(0, (await bench.PostAsync("tools/find", $$"""{ "Level" : "Study", "Query" : { "{{tag}}" : "{{value}}" } }""")).GetArrayLength());
        Assert.Equal(3, (await bench.PostAsync("tools/find", $$"""{ "Level" : "Study", "Query" : { "{{tag}}" : "" } }""")).GetArrayLength());
    }

    [Theory]
    [InlineData("InstanceAvailability", "ONLINE", 3)]
    [InlineData("AccessionNumber", "ACC-2", 1)]
    public async Task Find_AnUnusualKey_IsLookedForAsOthersAre(string tag, string value, int count) =>
        Assert.Equal(count, (await archive.Bench.PostAsync("tools/find", $$"""{ "Level" : "Study", "Query" : { "{{tag}}" : "{{value}}" } }""")).GetArrayLength());

    [Fact]
    public async Task Find_ABodyTooLong_IsRefused()
    {
        var bench = archive.Bench;

        Assert.Equal((413, 8), await bench.FailAsync(HttpMethod.Post, "tools/find", new string(' ', (64 * 1024 * 1024) + 1), asksFirst: true));
    }
}
