using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace Belfry.Dicom.Tests.Files;

public sealed class SampleMeaningTests
{
    public static TheoryData<string> Files => [.. SamplePack.AllFiles.Where(file => File.Exists(file.Expected(".json"))).Select(file => file.Name)];

    public static TheoryData<string> EncapsulatedFiles =>
        [.. SamplePack.AllFiles.Where(file => File.Exists(file.Expected(".frames.tsv"))).Select(file => file.Name)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    [Trait("Section", "PS3.5 7")]
    public void Parse_SampleFile_MeansWhatItsJsonSays(string name)
    {
        var sample = SamplePack.Find(name);
        var file = DicomFile.Parse(File.ReadAllBytes(sample.Path));
        using var json = JsonDocument.Parse(File.ReadAllBytes(sample.Expected(".json")));
        var root = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement[0] : json.RootElement;

        var differences = ExpectedJson.Compare(file.DataSet, root, !file.TransferSyntax.IsLittleEndian);

        Assert.DoesNotContain(differences, difference => !SampleExceptions.IsKnown(name, difference));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(EncapsulatedFiles))]
    [Trait("Section", "PS3.5 A.4")]
    public void Parse_EncapsulatedPixelData_GivesTheFragments(string name)
    {
        var sample = SamplePack.Find(name);
        var rows = File.ReadLines(sample.Expected(".frames.tsv")).Skip(1).Select(line => line.Split('\t')).ToList();
        var file = DicomFile.Parse(File.ReadAllBytes(sample.Path));

        Assert.True(file.DataSet.TryGetElement(Tags.PixelData, out var pixels));
        Assert.True(pixels.IsEncapsulated);
        Assert.Equal(rows.Count, pixels.FragmentCount);
        for (var i = 0; i < rows.Count; i++)
        {
            var fragment = pixels.GetFragment(int.Parse(rows[i][0], CultureInfo.InvariantCulture));
            Assert.Equal(long.Parse(rows[i][3], CultureInfo.InvariantCulture), fragment.Length);
            Assert.Equal(rows[i][4], Convert.ToHexStringLower(SHA256.HashData(fragment.Span)));
        }
    }
}
