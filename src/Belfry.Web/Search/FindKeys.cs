using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>The keys of a query in REST, an object of tags and texts, as an identifier of C-FIND.</summary>
internal static class FindKeys
{
    /// <summary>Reads the object <c>Query</c>.</summary>
    /// <returns>The identifier, and the attributes whose key is an asterisk.</returns>
    /// <exception cref="RestException">A name is no attribute's, a value is no text, or no key of the attribute.</exception>
    public static (DicomDataSet Keys, IReadOnlyList<DicomTag> Present) Read(JsonElement query)
    {
        var keys = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" } };
        List<DicomTag> present = [];
        foreach (var member in query.EnumerateObject())
        {
            var tag = RequestedAttributes.TagOf(member.Name);
            if (member.Value.ValueKind != JsonValueKind.String)
                throw new RestException(RestError.BadRequest, "A key of \"Query\" is no text.");
            var text = member.Value.GetString() ?? "";
            if (text == "*")
                present.Add(tag);
            Set(keys, tag, text == "*" ? "" : text);
        }

        return (keys, present);
    }

    private static void Set(DicomDataSet keys, DicomTag tag, string text)
    {
        var vr = DicomDictionary.GetVR(tag);
        if (vr is VR.UI or VR.DA or VR.TM && text.AsSpan().ContainsAny('*', '?'))
            throw new RestException(RestError.OutOfRange, "UIDs, dates and times take no wildcard.");
        try
        {
            if (text.Length == 0 || vr == VR.SQ)
                keys.SetEmpty(tag);
            else
                keys.Set(tag, vr, text.Split('\\'));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            throw new RestException(RestError.OutOfRange, "A key of \"Query\" has a value that its attribute cannot have.", fault);
        }
    }
}
