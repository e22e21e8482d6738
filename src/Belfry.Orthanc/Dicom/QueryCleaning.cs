using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// What the reference host mends in a worklist query before a plugin sees it: some modalities fill (0008,1110) and (0008,1120) with
/// one item whose two UIDs are empty, which asks for nothing and would only confuse.
/// </summary>
internal static class QueryCleaning
{
    private static readonly DicomTag[] References = [Tags.ReferencedStudySequence, Tags.ReferencedPatientSequence];

    /// <summary>The query itself when nothing is to be mended, else a mended copy.</summary>
    public static WorklistQuery Clean(WorklistQuery query)
    {
        DicomDataSet? cleaned = null;
        foreach (var tag in References)
        {
            var items = query.Identifier.GetSequence(tag);
            if (items.Count != 1 || !IsEmptyReference(items[0]))
                continue;
            cleaned ??= query.Identifier.Clone();
            cleaned.SetEmpty(tag);
        }

        return cleaned is null ? query : new WorklistQuery(cleaned);
    }

    private static bool IsEmptyReference(DicomDataSet item) =>
        IsEmpty(item, Tags.ReferencedSOPClassUID) && IsEmpty(item, Tags.ReferencedSOPInstanceUID);

    private static bool IsEmpty(DicomDataSet item, DicomTag tag) => item.TryGetElement(tag, out var element) && element.IsEmpty;
}
