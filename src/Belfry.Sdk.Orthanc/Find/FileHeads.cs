using System.Collections.Concurrent;
using Belfry.Dicom;

namespace Belfry.Sdk.Orthanc;

/// <summary>What stands before the data set of an answer that is handed over as a file; nobody reads more of it than the transfer syntax.</summary>
internal static class FileHeads
{
    private static readonly ConcurrentDictionary<TransferSyntax, byte[]> s_heads = [];

    public static ReadOnlySpan<byte> Of(TransferSyntax syntax) => s_heads.GetOrAdd(syntax, Make);

    private static byte[] Make(TransferSyntax syntax)
    {
        var answer = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.ModalityWorklistInformationModelFind },
            { Tags.SOPInstanceUID, new RandomUidGenerator().Next() },
        };
        var file = new DicomFile(answer, syntax).ToBytes();
        DicomFile.ParseHead(file, out var offset);
        return file[..offset];
    }
}
