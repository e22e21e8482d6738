using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>Keys for other servers: an object of tags with texts, null for an empty key, and arrays of objects for sequences.</summary>
internal static class QueryJson
{
    private const int MaxDepth = 16;

    /// <summary>Reads an identifier. Its text is in UTF-8, and says so.</summary>
    /// <exception cref="RestException">It is none.</exception>
    public static DicomDataSet Read(JsonElement keys)
    {
        var identifier = ReadObject(keys, 0);
        if (identifier.GetString(Tags.SpecificCharacterSet) is null or "")
            identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        return identifier;
    }

    /// <summary>An identifier without keys.</summary>
    public static DicomDataSet Empty() => new() { { Tags.SpecificCharacterSet, "ISO_IR 192" } };

    /// <summary>The VR that a key is written in; of an attribute that nobody knows it is text, which all that is asked for by hand is.</summary>
    public static VR VROf(DicomTag tag) => DicomDictionary.GetVR(tag) is var vr && vr == VR.UN ? VR.LO : vr;

    /// <summary>Sets a key to the values of a text, which backslashes separate; an empty one asks for the attribute.</summary>
    /// <exception cref="RestException">The attribute cannot have them: <paramref name="error"/>.</exception>
    public static void SetText(DicomDataSet keys, DicomTag tag, string text, RestError error)
    {
        // A NUL is padding: a key of nothing else would ask for everything.
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new RestException(error, "A key of the query has a NUL.");
        try
        {
            if (text.Length == 0)
                keys.SetEmpty(tag);
            else
                keys.Set(tag, VROf(tag), text.Split('\\'));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            throw new RestException(error, "A key of the query has a value that its attribute cannot have.", fault);
        }
    }

    private static DicomDataSet ReadObject(JsonElement value, int depth)
    {
        if (value.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            throw new RestException(RestError.BadFormat, "The query is no object of tags and texts.");
        var dataSet = new DicomDataSet();
        foreach (var member in value.EnumerateObject())
        {
            var tag = RequestedAttributes.Find(member.Name) ?? throw new RestException(RestError.BadFormat, "The query names an attribute that there is not.");
            Set(dataSet, tag, member.Value, depth);
        }

        return dataSet;
    }

    private static void Set(DicomDataSet dataSet, DicomTag tag, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String or JsonValueKind.Null:
                SetText(dataSet, tag, value.GetString() ?? "", RestError.BadFormat);
                break;
            case JsonValueKind.Array:
                SetItems(dataSet, tag, [.. value.EnumerateArray().Select(item => ReadObject(item, depth + 1))]);
                break;
            default:
                throw new RestException(RestError.BadFormat, "A key of the query is no text.");
        }
    }

    private static void SetItems(DicomDataSet dataSet, DicomTag tag, DicomDataSet[] items)
    {
        try
        {
            dataSet.Set(tag, items);
        }
        catch (ArgumentException fault)
        {
            throw new RestException(RestError.BadFormat, "A key of the query has items, and its attribute none.", fault);
        }
    }
}
