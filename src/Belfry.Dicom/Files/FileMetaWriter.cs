using System.Buffers;

namespace Belfry.Dicom;

/// <summary>Preamble, prefix and file meta information (PS3.10 §7.1).</summary>
internal static class FileMetaWriter
{
    private const int PrefixEnd = FileHead.PreambleLength + 4;

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public static long Measure(DicomDataSet meta) => PrefixEnd + DataSetWriter.Measure(meta, TransferSyntax.ExplicitVRLittleEndian, DicomWriteOptions.Default);

    /// <summary>Writes what <see cref="Make"/> has made.</summary>
    public static void Write(DicomDataSet meta, IBufferWriter<byte> output)
    {
        var head = output.GetSpan(PrefixEnd)[..PrefixEnd];
        head.Clear();
        "DICM"u8.CopyTo(head[FileHead.PreambleLength..]);
        output.Advance(head.Length);
        meta.WriteTo(output, TransferSyntax.ExplicitVRLittleEndian);
    }

    /// <summary>What is in the file's own meta information, with everything in it that must be right.</summary>
    public static DicomDataSet Make(DicomFile file)
    {
        var meta = new DicomDataSet();
        foreach (var element in file.FileMeta)
        {
            if (element.Tag.Group == 2)
                meta.Set(element);
        }

        meta.Set(Tags.FileMetaInformationGroupLength, VR.UL, new byte[4]);
        meta.Set(Tags.FileMetaInformationVersion, VR.OB, new byte[] { 0, 1 });
        Fill(meta, Tags.MediaStorageSOPClassUID, file.DataSet.GetUid(Tags.SOPClassUID));
        Fill(meta, Tags.MediaStorageSOPInstanceUID, file.DataSet.GetUid(Tags.SOPInstanceUID));
        SetUid(meta, Tags.TransferSyntaxUID, file.TransferSyntax.Uid);
        meta.Set(Tags.ImplementationClassUID, VR.UI, Implementation.ClassUid.Value);
        meta.Set(Tags.ImplementationVersionName, VR.SH, Implementation.VersionName);
        return meta;
    }

    /// <summary>The data set decides, if it says anything.</summary>
    private static void Fill(DicomDataSet meta, DicomTag tag, DicomUid? uid)
    {
        if (uid is { IsEmpty: false } known)
            SetUid(meta, tag, known);
    }

    /// <summary>As it is, also if it is none: what was read with a fault is written with it, and not lost.</summary>
    private static void SetUid(DicomDataSet meta, DicomTag tag, DicomUid uid)
    {
        var bytes = new byte[(uid.Value.Length + 1) & ~1];
        System.Text.Encoding.Latin1.GetBytes(uid.Value, bytes);
        meta.Set(tag, VR.UI, bytes);
    }
}
