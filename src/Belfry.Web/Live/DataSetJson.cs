using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>
/// Data sets for people to read: an array of elements with tag, name, VR and value, sequences with items. Values are masked for those who
/// may not see patient data.
/// </summary>
internal static class DataSetJson
{
    private const int MaxTextLength = 1024;

    /// <summary>Writes the elements.</summary>
    /// <param name="writer">Receives one array.</param>
    /// <param name="dataSet">The data set.</param>
    /// <param name="showsAll">False masks what <see cref="Confidentiality"/> does not know to be harmless.</param>
    public static void Write(Utf8JsonWriter writer, DicomDataSet dataSet, bool showsAll)
    {
        writer.WriteStartArray();
        foreach (var element in dataSet)
        {
            if (element.Tag.IsGroupLength && element.Tag.Group != 0)
                continue;
            writer.WriteStartObject();
            writer.WriteString("tag", $"{element.Tag.Group:X4},{element.Tag.Element:X4}");
            writer.WriteString("name", NameOf(element.Tag, dataSet.GetPrivateCreator(element.Tag)));
            writer.WriteString("vr", element.VR.ToString());
            WriteValue(writer, element, showsAll);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a data set that was received or sent; one that cannot be read is told of, and nothing else of it.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, bool showsAll)
    {
        DicomDataSet dataSet;
        try
        {
            dataSet = DicomDataSet.Parse(bytes, transferSyntax);
        }
        catch (DicomFormatException fault)
        {
            writer.WriteStringValue(fault.Message);
            return;
        }

        Write(writer, dataSet, showsAll);
    }

    /// <summary>The name of an attribute for people.</summary>
    public static string NameOf(DicomTag tag, string? privateCreator = null) => tag.IsPrivate
        ? (privateCreator is null ? null : DicomDictionary.FindPrivate(tag, privateCreator)?.Name) ?? privateCreator ?? ""
        : DicomDictionary.Find(tag)?.Name ?? "";

    private static void WriteValue(Utf8JsonWriter writer, DicomElement element, bool showsAll)
    {
        if (element.IsSequence)
        {
            writer.WriteStartArray("items");
            foreach (var item in element.Items)
                Write(writer, item, showsAll);
            writer.WriteEndArray();
        }
        else if (!element.IsEmpty && !showsAll && !Confidentiality.IsHarmless(element.Tag))
        {
            writer.WriteBoolean("masked", true);
        }
        else if (element.VR.IsBulk)
        {
            writer.WriteNumber("bytes", element.Length);
        }
        else
        {
            writer.WriteString("value", TextOf(element));
        }
    }

    private static string TextOf(DicomElement element)
    {
        if (element.Tag.Group == 0 && CommandSetText.Of(element) is { } code)
            return code;
        var text = element.GetString() ?? "";
        if (element.VR == VR.UI && element.IsEmpty is false && new DicomUid(text).Name is { } name)
            return $"{text} ({name})";
        return text.Length <= MaxTextLength ? text : text[..MaxTextLength] + "…";
    }
}
