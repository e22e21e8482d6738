using System.Text;

namespace Belfry.Dicom;

/// <summary>What holds for the elements of one level while it is written.</summary>
/// <param name="Scope">The data set whose character set text is encoded in; null for UTF-8, which nobody declared yet.</param>
/// <param name="CopiesText">The bytes of the source are in that character set.</param>
/// <param name="Injects">(0008,0005) is written although the data set has none.</param>
internal readonly record struct WriteLevel(DicomDataSet? Scope, bool CopiesText, bool Injects)
{
    /// <summary>Looked up only for text beyond ASCII.</summary>
    public SpecificCharacterSet CharacterSet => Scope is null ? SpecificCharacterSet.Utf8 : Scope.CharacterSet;

    /// <summary>
    /// The data set that is written as a whole. Without a declaration, Unicode beyond ASCII is written as ISO_IR 192; an item written
    /// on its own takes along what it inherits.
    /// </summary>
    public static WriteLevel Root(DicomDataSet dataSet)
    {
        if (dataSet.IndexOf(Tags.SpecificCharacterSet) >= 0)
            return new WriteLevel(dataSet, dataSet.IsSourceCharacterSetInForce, false);
        if (!dataSet.IsUndeclared)
            return new WriteLevel(dataSet, dataSet.IsSourceCharacterSetInForce, dataSet.CharacterSet.DefinedTerms.Count > 0);
        return HoldsUnicode(dataSet)
            ? new WriteLevel(null, false, true)
            : new WriteLevel(dataSet, dataSet.IsSourceCharacterSetInForce, false);
    }

    /// <summary>An item of a sequence at this level.</summary>
    public WriteLevel Item(DicomDataSet item) => item.IndexOf(Tags.SpecificCharacterSet) >= 0
        ? new WriteLevel(item, item.IsSourceCharacterSetInForce, false)
        : this with { Injects = false, CopiesText = CopiesText && item.IsSourceCharacterSetInForce };

    private static bool HoldsUnicode(DicomDataSet dataSet)
    {
        foreach (ref readonly var entry in dataSet.Entries)
        {
            if (entry.Kind == ValueKind.Text && entry.VR.IsCharsetAffected && entry.Value is string text && !Ascii.IsValid(text))
                return true;
            if (entry.Kind != ValueKind.Items)
                continue;
            foreach (var item in entry.Items)
            {
                if (item.IndexOf(Tags.SpecificCharacterSet) < 0 && HoldsUnicode(item))
                    return true;
            }
        }

        return false;
    }
}
