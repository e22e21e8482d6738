namespace Belfry.Dicom;

/// <content>Another character set.</content>
public sealed partial class DicomDataSet
{
    /// <summary>
    /// Puts the data set, items included, into another character set: (0008,0005) of this level declares it, those of items are
    /// removed, and text is written in it. Call it on the outermost data set.
    /// </summary>
    /// <returns>Which characters of which elements do not fit and will be written as '?'; empty when all fit.</returns>
    public IReadOnlyList<UnencodableText> Reencode(SpecificCharacterSet characterSet)
    {
        ArgumentNullException.ThrowIfNull(characterSet);
        var misfits = new List<UnencodableText>();
        CollectText(characterSet, [], misfits);
        if (characterSet.DefinedTerms.Count == 0)
            Remove(Tags.SpecificCharacterSet);
        else
            Set(Tags.SpecificCharacterSet, VR.CS, characterSet.ToString());
        return misfits;
    }

    /// <summary>
    /// For whoever writes what others have changed: writing puts '?' in the place of characters that the declared character set has not, for instance of
    /// a Polish name in a data set of ISO_IR 100.
    /// </summary>
    /// <returns>This data set when nothing is lost by writing it; else a copy in UTF-8 (ISO_IR 192, PS3.3 §C.12.1.1.2), which has all characters.</returns>
    public DicomDataSet WithFittingCharacterSet()
    {
        if (!LosesText())
            return this;
        var copy = Clone();
        copy.Reencode(SpecificCharacterSet.Utf8);
        return copy;
    }

    // Bytes that were read are written as they are while what they are in is in force.
    private bool LosesText()
    {
        var takesAll = IsUndeclared;
        var keepsBytes = IsSourceCharacterSetInForce;
        for (var i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[i];
            if (entry.Kind == ValueKind.Items)
            {
                foreach (var item in entry.Items)
                {
                    if (item.LosesText())
                        return true;
                }
            }
            else if (!takesAll && entry.VR.IsCharsetAffected && (entry.Kind == ValueKind.Text || !keepsBytes)
                && !CharacterSet.CanEncode(DecodeText(entry), entry.VR))
            {
                return true;
            }
        }

        return false;
    }

    private void CollectText(SpecificCharacterSet target, List<DicomTag> path, List<UnencodableText> misfits)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[i];
            path.Add(entry.Tag);
            if (entry.Kind == ValueKind.Items)
            {
                foreach (var item in entry.Items)
                {
                    item.CollectText(target, path, misfits);
                    item.Remove(Tags.SpecificCharacterSet);
                }
            }
            else if (entry.VR.IsCharsetAffected && (entry.Kind == ValueKind.Text || !IsPlainAscii(SpanOf(entry))))
            {
                var text = DecodeText(entry);
                entry.Value = text;
                entry.Kind = ValueKind.Text;
                var output = new System.Buffers.ArrayBufferWriter<byte>(Math.Max(text.Length, 16));
                if (target.Encode(text, entry.VR, output) is { Count: > 0 } missing)
                    misfits.Add(new UnencodableText([.. path], missing));
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}
