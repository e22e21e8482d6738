using System.Text;

namespace Belfry.Dicom;

/// <summary>What holds for the elements of one level while it is written.</summary>
/// <param name="CharacterSet">What text is encoded in.</param>
/// <param name="CopiesText">The bytes of the source are in that character set.</param>
/// <param name="Injects">(0008,0005) is written although the data set has none.</param>
internal readonly record struct WriteLevel(SpecificCharacterSet CharacterSet, bool CopiesText, bool Injects)
{
    /// <summary>
    /// The data set that is written as a whole. Without a declaration, Unicode beyond ASCII is written as ISO_IR 192; an item written
    /// on its own takes along what it inherits.
    /// </summary>
    public static WriteLevel Root(DicomDataSet dataSet)
    {
        if (dataSet.IndexOf(Tags.SpecificCharacterSet) >= 0)
            return new WriteLevel(dataSet.CharacterSet, dataSet.IsSourceCharacterSetInForce, false);
        if (!dataSet.IsUndeclared)
            return new WriteLevel(dataSet.CharacterSet, dataSet.IsSourceCharacterSetInForce, dataSet.CharacterSet.DefinedTerms.Count > 0);
        return HoldsUnicode(dataSet)
            ? new WriteLevel(SpecificCharacterSet.Utf8, false, true)
            : new WriteLevel(SpecificCharacterSet.Default, dataSet.IsSourceCharacterSetInForce, false);
    }

    /// <summary>An item of a sequence at this level.</summary>
    public WriteLevel Item(DicomDataSet item) => item.IndexOf(Tags.SpecificCharacterSet) >= 0
        ? new WriteLevel(item.CharacterSet, item.IsSourceCharacterSetInForce, false)
        : this with { Injects = false, CopiesText = CopiesText && item.IsSourceCharacterSetInForce };

    private static bool HoldsUnicode(DicomDataSet dataSet)
    {
        foreach (ref readonly var entry in dataSet.Entries)
        {
            if (entry.Kind == ValueKind.Text && entry.VR.IsCharsetAffected && entry.Value is string text && !Ascii.IsValid(text))
                return true;
            foreach (var item in entry.Items)
            {
                if (item.IndexOf(Tags.SpecificCharacterSet) < 0 && HoldsUnicode(item))
                    return true;
            }
        }

        return false;
    }
}
