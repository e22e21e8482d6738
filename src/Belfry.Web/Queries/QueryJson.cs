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

    private static DicomDataSet ReadObject(JsonElement value, int depth)
    {
        if (value.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            throw new RestException(RestError.BadFormat, "The query is no object of tags and texts.");
        var dataSet = new DicomDataSet();
        foreach (var member in value.EnumerateObject())
        {
            var tag = RequestedAttributes.Find(member.Name) ?? throw new RestException(RestError.BadFormat, "The query names an attribute that there is not.");
            try
            {
                Set(dataSet, tag, member.Value, depth);
            }
            catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
            {
                throw new RestException(RestError.BadFormat, "A key of the query has a value that its attribute cannot have.", fault);
            }
        }

        return dataSet;
    }

    private static void Set(DicomDataSet dataSet, DicomTag tag, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.GetString() is { Length: > 0 } text:
                // A NUL is padding: a key of nothing else would ask for everything.
                if (text.Contains('\0', StringComparison.Ordinal))
                    throw new RestException(RestError.BadFormat, "A key of the query has a NUL.");
                dataSet.Set(tag, VROf(tag), text.Split('\\'));
                break;
            case JsonValueKind.String or JsonValueKind.Null:
                dataSet.SetEmpty(tag);
                break;
            case JsonValueKind.Array:
                dataSet.Set(tag, [.. value.EnumerateArray().Select(item => ReadObject(item, depth + 1))]);
                break;
            default:
                throw new RestException(RestError.BadFormat, "A key of the query is no text.");
        }
    }
}
