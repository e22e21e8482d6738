using Belfry.Dicom;
using Belfry.Sdk;
using CsCheck;
using Xunit;

namespace Belfry.Worklists.Tests;

public sealed class WorklistIndexTests
{
    private static readonly string[] s_texts = ["", "A", "B", "A\\B", " A", "A ", "é"];
    private static readonly Gen<string> s_values = Gen.Int[0, s_texts.Length - 1].Select(static i => s_texts[i]);

    // The index may only leave out what the matcher would: the same items in the same order, for any query.
    [Fact]
    public void Find_AnyQuery_GivesWhatTheMatcherGives()
    {
        var items = Gen.Select(s_values, s_values, s_values, Item);
        Gen.Select(items.Array[0, 20], Gen.Select(s_values, s_values, s_values, Item)).Sample(static (candidates, query) =>
        {
            var matcher = DataSetMatcher.Compile(query);
            var files = candidates.Select(static (item, i) => new WorklistItem($"{i:00}.wl", 1, default, item)).ToDictionary(static f => f.Name);
            return new WorklistSnapshot(files).Find(matcher, CancellationToken.None).SequenceEqual(candidates.Where(matcher.IsMatch));
        });
    }

    [Fact]
    public void Find_CancelledWhileNothingMatches_Ends()
    {
        var files = Enumerable.Range(0, 2).Select(static i => new WorklistItem($"{i}.wl", 1, default, Item("A", "A", "A"))).ToDictionary(static f => f.Name);
        var matcher = DataSetMatcher.Compile(new DicomDataSet { { Tags.PatientName, "Nobody*" } });
        var found = new WorklistSnapshot(files).Find(matcher, new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => found.Count());
    }

    private static DicomDataSet Item(string patient, string accession, string modality)
    {
        var item = new DicomDataSet();
        Set(item, Tags.PatientID, patient);
        Set(item, Tags.AccessionNumber, accession);
        var step = new DicomDataSet();
        Set(step, Tags.Modality, modality == "é" ? "C" : modality);
        item.Set(Tags.ScheduledProcedureStepSequence, step);
        return item;
    }

    private static void Set(DicomDataSet dataSet, DicomTag tag, string value)
    {
        if (value.Length == 0)
            dataSet.SetEmpty(tag);
        else
            dataSet.Set(tag, value.Split('\\'));
    }
}
