using System.Text;

namespace Belfry.Dicom;

public sealed partial class DicomDataSet
{
    private SpecificCharacterSet? _declared;
    private SpecificCharacterSet? _sourceCharacterSet;

    /// <summary>
    /// The character set in force here: that of (0008,0005), else that of the data set around it, else the default repertoire.
    /// New data sets without (0008,0005) hold Unicode and write ISO_IR 192 when they need more than ASCII.
    /// </summary>
    public SpecificCharacterSet CharacterSet => Declared ?? Parent?.CharacterSet ?? SpecificCharacterSet.Default;

    /// <summary>What (0008,0005) of this level declares; null when it is not there.</summary>
    internal SpecificCharacterSet? Declared
    {
        get
        {
            if (_declared is not null)
                return _declared;
            var index = IndexOf(Tags.SpecificCharacterSet);
            return index < 0 ? null : _declared = SpecificCharacterSet.For(GetStrings(Tags.SpecificCharacterSet));
        }
    }

    /// <summary>True when neither this data set nor one around it declares a character set.</summary>
    internal bool IsUndeclared
    {
        get
        {
            for (var dataSet = this; dataSet is not null; dataSet = dataSet.Parent)
            {
                if (dataSet.IndexOf(Tags.SpecificCharacterSet) >= 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The character set that the bytes of the source are in, whatever (0008,0005) was changed to since.</summary>
    internal SpecificCharacterSet SourceCharacterSet =>
        _sourceCharacterSet ?? Declared ?? Parent?.SourceCharacterSet ?? SpecificCharacterSet.Default;

    /// <summary>True when bytes of the source mean the same under <see cref="CharacterSet"/>.</summary>
    internal bool IsSourceCharacterSetInForce
    {
        get
        {
            for (var dataSet = this; dataSet is not null; dataSet = dataSet.Parent)
            {
                if (dataSet._sourceCharacterSet is not null)
                    return SourceCharacterSet.Equals(CharacterSet);
                if (dataSet._declared is not null || dataSet.IndexOf(Tags.SpecificCharacterSet) >= 0)
                    return true;
            }

            return true;
        }
    }

    /// <summary>Remembers what the bytes are in before the declaration, or the data set around this one, changes.</summary>
    private void PinSourceCharacterSet()
    {
        if (_source is not null)
            _sourceCharacterSet ??= SourceCharacterSet;
        _declared = null;
    }

    /// <summary>The text of bytes of the source.</summary>
    internal string GetSourceText(in ElementEntry entry) => DecodeText(entry);

    private string DecodeText(in ElementEntry entry)
    {
        if (entry.Value is string text)
            return text;
        var bytes = SpanOf(entry);
        var vr = entry.VR;

        // What declares the character set cannot be in it, whatever VR its bytes claim.
        if (!vr.IsCharsetAffected || IsPlainAscii(bytes) || entry.Tag == Tags.SpecificCharacterSet)
            return System.Text.Encoding.Latin1.GetString(bytes);
        var charset = SourceCharacterSet;
        return charset.IsAsciiTransparent && Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B)
            ? System.Text.Encoding.Latin1.GetString(bytes)
            : charset.Decode(bytes, vr);
    }

    /// <summary>True for bytes that are the same characters in every character set: ASCII but ESC, backslash and tilde (ISO_IR 13).</summary>
    internal static bool IsPlainAscii(ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes) && bytes.IndexOfAny((byte)0x1B, (byte)'\\', (byte)'~') < 0;
}
