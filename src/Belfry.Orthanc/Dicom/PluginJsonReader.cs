using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// Makes a data set from the JSON that plugins write: tags or keywords with text, null for an empty value, arrays of objects for
/// sequences.
/// </summary>
internal static class PluginJsonReader
{
    private const string DataUri = "data:";
    private const string Base64 = ";base64,";

    /// <summary>Reads an object.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="decodeDataUris">Text of the form <c>data:…;base64,…</c> becomes bytes in elements that hold bytes.</param>
    /// <param name="privateCreator">Whose the private elements are; their blocks are reserved for it (PS3.5 §7.8.1). Null for nobody's.</param>
    /// <exception cref="ServiceException">A tag that nobody knows, or a value of the wrong kind.</exception>
    /// <exception cref="JsonException">No JSON.</exception>
    public static DicomDataSet Read(ReadOnlyMemory<byte> json, bool decodeDataUris, string? privateCreator = null)
    {
        using var document = JsonDocument.Parse(json);
        var dataSet = ReadRoot(document.RootElement, new Wishes(decodeDataUris, privateCreator));
        if (dataSet.GetString(Tags.SpecificCharacterSet) is null or "")
        {
            // The text came as Unicode; a narrower set would lose some of it.
            dataSet.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        }
        else if (!dataSet.CharacterSet.IsSupported)
        {
            throw new ServiceException(OrthancErrorCode.BadParameterType, "The character set is not known.");
        }

        return dataSet;
    }

    // The syntax was checked, the text in it was not: bytes that are no UTF-8 and half a surrogate pair show when it is asked for.
    private static DicomDataSet ReadRoot(JsonElement json, Wishes wishes)
    {
        try
        {
            return ReadObject(json, wishes);
        }
        catch (InvalidOperationException fault)
        {
            throw new ServiceException(OrthancErrorCode.BadJson, fault.Message);
        }
    }

    private static DicomDataSet ReadObject(JsonElement json, Wishes wishes)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new ServiceException(OrthancErrorCode.BadParameterType);
        var dataSet = new DicomDataSet();
        foreach (var member in json.EnumerateObject())
        {
            if (!DictionaryServices.TryFindTag(member.Name, out var tag) || tag.IsItemOrDelimiter)
                throw new ServiceException(OrthancErrorCode.UnknownDicomTag);

            // The file meta information is the host's.
            if (tag.Group > 2)
                ReadValue(dataSet, tag, member.Value, wishes);
        }

        return dataSet;
    }

    private static void ReadValue(DicomDataSet dataSet, DicomTag tag, JsonElement value, Wishes wishes)
    {
        var vr = DicomDictionary.GetVR(tag);
        if (wishes.PrivateCreator is { } creator && tag.IsPrivate && tag.Element >= 0x1000)
        {
            dataSet.Set(new DicomTag(tag.Group, (ushort)(tag.Element >> 8)), VR.LO, creator);
            vr = DicomDictionary.GetPrivateVR(tag, creator);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                ReadItems(dataSet, tag, value, wishes);
                break;
            case JsonValueKind.Null:
                dataSet.SetEmpty(tag);
                break;
            case JsonValueKind.String when value.GetString() is { Length: > 0 } text:
                ReadText(dataSet, tag, vr, text, wishes.DecodeDataUris);
                break;
            case JsonValueKind.String:
                dataSet.SetEmpty(tag);
                break;
            default:
                throw new ServiceException(OrthancErrorCode.BadParameterType);
        }
    }

    private static void ReadItems(DicomDataSet dataSet, DicomTag tag, JsonElement value, Wishes wishes)
    {
        DicomDataSet[] items = [.. value.EnumerateArray().Select(item => ReadObject(item, wishes))];
        try
        {
            dataSet.Set(tag, items);
        }
        catch (FormatException misfit)
        {
            throw new ServiceException(OrthancErrorCode.BadParameterType, misfit.Message);
        }
    }

    private static void ReadText(DicomDataSet dataSet, DicomTag tag, VR vr, string text, bool decodeDataUris)
    {
        if (vr == VR.SQ)
            throw new ServiceException(OrthancErrorCode.BadParameterType);
        try
        {
            if (!vr.IsBulk)
                dataSet.Set(tag, vr, text);
            else if (decodeDataUris && text.StartsWith(DataUri, StringComparison.Ordinal)
                && text.IndexOf(Base64, StringComparison.Ordinal) is > 0 and var comma)
                dataSet.Set(tag, vr, Convert.FromBase64String(text[(comma + Base64.Length)..]));
            else
                dataSet.Set(tag, vr, System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (FormatException misfit)
        {
            throw new ServiceException(OrthancErrorCode.BadFileFormat, misfit.Message);
        }
    }

    private readonly record struct Wishes(bool DecodeDataUris, string? PrivateCreator);
}
