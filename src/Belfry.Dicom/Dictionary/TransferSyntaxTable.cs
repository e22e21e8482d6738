namespace Belfry.Dicom;

internal static class TransferSyntaxTable
{
    public static TransferSyntax? Find(DicomUid uid) => throw new NotSupportedException();
}
