using Xunit;

namespace Belfry.Dicom.Tests.Files;

public sealed class RoundTripTests
{
    /// <summary>Sources that are not canonical, and why; everything else is written as it was read, byte for byte.</summary>
    private static readonly Dictionary<string, string> s_notCanonical = new(StringComparer.Ordinal)
    {
        ["693_J2KI.dcm"] = "wrong group lengths, which are corrected, and a fragment of odd length, which is padded",
        ["GH178.dcm"] = "wrong group lengths, which are corrected",
        ["derived-reportsi_deflated.dcm"] = "deflate has many encodings of the same bytes",
        ["image_dfl.dcm"] = "deflate has many encodings of the same bytes",
        ["syn-all-vrs-1-deflated.dcm"] = "deflate has many encodings of the same bytes",
        ["nested_priv_SQ.dcm"] = "an odd length, which is padded when written",
    };

    [Fact]
    [Trait("Section", "PS3.5 7.1")]
    public void WriteTo_DataSetAsRead_IsByteIdenticalToCanonicalSource()
    {
        SamplePack.Require();
        var different = new List<string>();
        foreach (var path in SamplePack.Files.Where(path => !s_notCanonical.ContainsKey(Path.GetFileName(path))))
        {
            var bytes = File.ReadAllBytes(path);
            var file = DicomFile.Parse(bytes);
            if (!bytes.AsSpan().EndsWith(file.DataSet.ToBytes(file.TransferSyntax)))
                different.Add(Path.GetFileName(path));
        }

        Assert.Empty(different);
    }

    [Fact]
    public void Measure_Samples_IsWhatIsWritten()
    {
        var different = new List<string>();
        foreach (var sample in SamplePack.AllFiles)
        {
            var dataSet = DicomFile.Parse(File.ReadAllBytes(sample.Path)).DataSet;
            foreach (var syntax in new[] { TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.ExplicitVRBigEndian })
            {
                if (dataSet.ToBytes(syntax).Length != DataSetWriter.Measure(dataSet, syntax, DicomWriteOptions.Default))
                    different.Add($"{sample.Name} in {syntax}");
            }
        }

        Assert.Empty(different);
    }
}
