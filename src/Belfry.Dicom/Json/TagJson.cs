using System.Text.Json;

namespace Belfry.Dicom;

/// <summary>
/// The JSON that the reference host's REST clients and plugins know, which is not the DICOM JSON model (<see cref="DicomJson"/>): tags with name,
/// type and value, tags with the value alone, or values by keyword. Members of an object come in alphabetical order; text is UTF-8, numbers are
/// decimal text, sequences arrays of objects.
/// </summary>
public static class TagJson
{
    /// <summary>Writes a data set as an object.</summary>
    /// <param name="dataSet">What to write.</param>
    /// <param name="writer">Receives one value.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is none.</exception>
    public static void Write(DicomDataSet dataSet, Utf8JsonWriter writer, TagJsonOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        if (!Enum.IsDefined(options.Format))
            throw new ArgumentOutOfRangeException(nameof(options), options.Format, "No such format.");
        new TagJsonWriter(writer, options).WriteDataSet(dataSet);
    }

    /// <summary>The name of an element in <see cref="TagJsonFormat.Human"/>; null for one without a name.</summary>
    /// <param name="tag">The element.</param>
    /// <param name="creator">The private creator of its block, if it is private.</param>
    public static string? NameOf(DicomTag tag, string? creator = null)
    {
        if (tag.IsPrivateCreator)
            return "PrivateCreator";
        if (tag.IsPrivate)
            return creator is null ? null : DicomDictionary.FindPrivate(tag, creator)?.Keyword;
        return tag.IsGroupLength ? "GenericGroupLength" : DicomDictionary.GetKeyword(tag);
    }
}
