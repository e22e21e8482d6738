using Belfry.Dicom;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>DICOM files for plugins. They have complete meta information even when the data set says nothing of class and instance.</summary>
internal static class PluginFile
{
    private static readonly DicomWriteOptions WriteOptions = new()
    {
        SequenceLengths = SequenceLengths.Defined,
        KeepGroupLengths = false,
    };

    /// <summary>The bytes of a file; sequences have their lengths, as some parsers of plugins want. Text that the character set has not makes it UTF-8.</summary>
    public static byte[] ToBytes(PluginHost host, DicomDataSet dataSet, TransferSyntax transferSyntax)
    {
        var file = new DicomFile(dataSet.WithFittingCharacterSet(), transferSyntax);
        if (!dataSet.Contains(Tags.SOPClassUID))
            file.FileMeta.Set(Tags.MediaStorageSOPClassUID, Uids.ModalityWorklistInformationModelFind);
        if (!dataSet.Contains(Tags.SOPInstanceUID))
            file.FileMeta.Set(Tags.MediaStorageSOPInstanceUID, host.Options.Uids.Next());
        return file.ToBytes(WriteOptions);
    }
}
