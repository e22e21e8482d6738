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
            return new WorklistSnapshot(files).Find(matcher).SequenceEqual(candidates.Where(matcher.IsMatch));
        });
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
