using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>The compiled Python plugin of Debian's package orthanc-python, unchanged, with find, worklist and move callbacks.</summary>
public sealed class PythonPluginTests(PythonBench python) : IClassFixture<PythonBench>
{
    private PluginBench Bench => python.Bench;

    [Fact]
    public async Task Find_Script_ReadsKeysAndAnswers()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "STUDY");
        identifier.Set(Tags.PatientName, "M*");
        identifier.Set(Tags.ReferencedStudySequence, new DicomDataSet());
        identifier.SetEmpty(Tags.SamplesPerPixel);
        var answers = await Bench.FindAsync(FindBench.Request(identifier));
        Assert.Equal(["Müller^И", "Second"], answers.Select(a => a.GetString(Tags.PatientName)));
        Assert.Contains("MODALITY to ARCHIVE", Bench.Log.Reports("find-from"));
        var keys = Bench.Log.Reports("find-key");
        Assert.Contains("0008,0052 QueryRetrieveLevel [STUDY]", keys);
        Assert.Contains("0008,1110 ReferencedStudySequence []", keys);
        Assert.Contains("0010,0010 PatientName [M*]", keys);
        Assert.Contains(keys, k => k.StartsWith("0028,0002 SamplesPerPixel [", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_ScriptRaises_Fails()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.PatientID, "FAIL");
        var failure = await Assert.ThrowsAsync<DimseStatusException>(() => Bench.FindAsync(FindBench.Request(identifier)));
        Assert.Equal(0xC000, failure.Status.Code);
    }

    [Fact]
    public async Task Worklist_Script_ReadsTheQueryAndAnswersWhatMatches()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.AccessionNumber, "A2");
        var answer = Assert.Single(await Bench.AskAsync(PluginBench.Request(identifier)));
        Assert.Equal("Worklist^Patient", answer.GetString(Tags.PatientName));
        Assert.Contains("A2", Bench.Log.Reports("worklist-accession"));
    }

    [Fact]
    public async Task Move_Script_IsOneSuboperation()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "STUDY");
        identifier.Set(Tags.StudyInstanceUID, "1.2.3", "1.2.4");
        var request = MoveBench.Request(identifier);
        Assert.Equal([DimseStatus.Success], await Bench.MoveAsync(request));
        Assert.Equal(1, request.SuboperationCount);
        Assert.Contains(
            "{\"AccessionNumber\": \"\", \"Level\": \"STUDY\", \"OriginatorAET\": \"MODALITY\", \"OriginatorID\": 4711, \"PatientID\": \"\", "
            + "\"SOPInstanceUID\": \"\", \"SeriesInstanceUID\": \"\", \"SourceAET\": \"ARCHIVE\", \"StudyInstanceUID\": \"1.2.3\\\\1.2.4\", "
            + "\"TargetAET\": \"STATION\"}",
            Bench.Log.Reports("move"));
    }

    [Fact]
    public async Task Move_ScriptRaises_IsOneFailure()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "PATIENT");
        identifier.Set(Tags.PatientID, "FAIL");
        Assert.Equal([0xC000], (await Bench.MoveAsync(MoveBench.Request(identifier))).Select(s => (int)s.Code));
    }

    [Fact]
    public async Task Callbacks_OfEveryFamilyAtOnce_AllAnswer()
    {
        for (var i = 0; i < 10; i++)
        {
            var finds = Enumerable.Range(0, 4).Select(_ => Bench.FindAsync(FindBench.Request())).ToArray();
            var moves = Enumerable.Range(0, 4).Select(_ => Bench.MoveAsync(MoveBench.Request())).ToArray();
            var lists = Enumerable.Range(0, 4).Select(_ => Bench.AskAsync(PluginBench.Request())).ToArray();
            Assert.All(await Task.WhenAll(finds), answers => Assert.Equal(2, answers.Count));
            Assert.All(await Task.WhenAll(moves), statuses => Assert.Equal([DimseStatus.Success], statuses));
            Assert.All(await Task.WhenAll(lists), answers => Assert.Equal(2, answers.Count));
        }
    }
}
