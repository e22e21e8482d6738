using Belfry.Dicom;

namespace Belfry.Orthanc.Dicom;

/// <summary>A key of a query as plugins see it (7006 to 7009).</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Value">The value as text; empty for sequences, null for what has no text.</param>
internal readonly record struct FindKey(DicomTag Tag, string? Value)
{
    // Groups below are those of commands, files and directories: no attributes of an entity.
    private const ushort FirstGroup = 0x0008;

    /// <summary>The keys of an identifier in the order of their tags, which is that of the plugin's index.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="undeclared">The character set of one that declares none.</param>
    public static IReadOnlyList<FindKey> Of(DicomDataSet identifier, SpecificCharacterSet undeclared)
    {
        var keys = new List<FindKey>(identifier.Count);
        foreach (var element in identifier)
        {
            if (element.Tag.Group >= FirstGroup && !element.Tag.IsGroupLength)
                keys.Add(new FindKey(element.Tag, element.IsSequence || element.VR == VR.SQ ? "" : KeyText.Of(element, identifier, undeclared)));
        }

        return keys;
    }
}
