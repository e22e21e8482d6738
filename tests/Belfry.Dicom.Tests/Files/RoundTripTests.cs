using Xunit;

namespace Belfry.Dicom.Tests.Files;

public sealed class RoundTripTests
{
    [Fact]
    public void Smoke()
    {
        SamplePack.Require();
        var bad = new List<string>();
        foreach (var path in SamplePack.Files)
        {
            try
            {
                var bytes = File.ReadAllBytes(path);
                var file = DicomFile.Parse(bytes);
                var again = file.DataSet.ToBytes(file.TransferSyntax);
                var same = bytes.AsSpan().EndsWith(again);
                if (!same || file.Warnings.Count > 0)
                    bad.Add($"{Path.GetFileName(path)} {same} {again.Length}/{bytes.Length} {string.Join("; ", file.Warnings)}");
            }
            catch (Exception e)
            {
                bad.Add($"{Path.GetFileName(path)} {e}");
            }
        }

        Assert.True(bad.Count == 0, string.Join("\n", bad));
    }
}
