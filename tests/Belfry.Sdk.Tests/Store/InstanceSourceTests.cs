using Belfry.Dicom;
using Xunit;

namespace Belfry.Sdk.Tests.Store;

[Trait("Section", "PS3.10 7.1")]
public sealed class InstanceSourceTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3", "1.2.3")]
    [InlineData("1.2.3", "1.2.4", "1.2.3")]
    [InlineData("1.2.3", "", "1.2.3")]
    [InlineData(null, "1.2.4", "1.2.4")]
    [InlineData("", "1.2.4", "1.2.4")]
    [InlineData(null, null, null)]
    public void FromFile_UidOfDataSetAndMetaInformation_TheDataSetCounts(string? inDataSet, string? inMeta, string? expected)
    {
        // Longer than what is read of a file to know it, deflated as well.
        var noise = new byte[3 * 1024 * 1024];
        new Random(7).NextBytes(noise);
        foreach (var (transferSyntax, pixels) in ((TransferSyntax, byte[])[])
            [
                (TransferSyntax.ExplicitVRLittleEndian, []), (TransferSyntax.DeflatedExplicitVRLittleEndian, []),
                (TransferSyntax.ExplicitVRLittleEndian, noise), (TransferSyntax.DeflatedExplicitVRLittleEndian, noise),
            ])
        {
            var dataSet = new DicomDataSet { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.StudyDate, "20260101" }, { Tags.PatientID, "P1" } };
            dataSet.Set(Tags.PixelData, VR.OB, pixels);
            if (inDataSet is not null)
                dataSet.Set(Tags.SOPInstanceUID, VR.UI, inDataSet);
            var file = new DicomFile(dataSet, transferSyntax);
            if (inMeta is not null)
                file.FileMeta.Set(Tags.MediaStorageSOPInstanceUID, VR.UI, inMeta);
            var path = Path.GetTempFileName();
            try
            {
                File.WriteAllBytes(path, file.ToBytes());
                if (expected is null)
                {
                    Assert.Throws<DicomFormatException>(() => InstanceSource.FromFile(path));
                    continue;
                }

                var source = InstanceSource.FromFile(path);
                Assert.Equal((Uids.CTImageStorage, new DicomUid(expected), transferSyntax), (source.SopClassUid, source.SopInstanceUid, source.TransferSyntax));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }
}
