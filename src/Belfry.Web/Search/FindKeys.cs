using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>The keys of a query in REST, an object of tags and texts, as an identifier of C-FIND and what that cannot ask.</summary>
/// <param name="Identifier">The identifier.</param>
/// <param name="Present">Attributes that must be there, with any value or none: their key is of asterisks alone.</param>
/// <param name="Literal">
/// Attributes that C-FIND takes for no keys, such as those of the identifier itself: who asks for a value of one shall not get everything.
/// </param>
internal sealed record FindKeys(DicomDataSet Identifier, IReadOnlyList<DicomTag> Present, IReadOnlyList<(DicomTag Tag, string Value)> Literal)
{
    private static readonly DicomTag[] _ofIdentifiers =
    [
        Tags.SpecificCharacterSet, Tags.TimezoneOffsetFromUTC, Tags.QueryRetrieveLevel, Tags.QueryRetrieveView, Tags.RetrieveAETitle, Tags.InstanceAvailability,
    ];

    // Computed, so that they are always there; of what has none of them they are empty.
    private static readonly DicomTag[] _gathered = [Tags.ModalitiesInStudy, Tags.SOPClassesInStudy];

    /// <summary>All attributes that are asked for.</summary>
    public IReadOnlyList<DicomTag> All => [.. Identifier.Select(static key => key.Tag), .. Literal.Select(static key => key.Tag)];

    /// <summary>Reads the object <c>Query</c>.</summary>
    /// <exception cref="RestException">A name is no attribute's, a value is no text, or no key of the attribute.</exception>
    public static FindKeys Read(JsonElement query)
    {
        var keys = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" } };
        List<DicomTag> present = [];
        List<(DicomTag, string)> literal = [];
        foreach (var member in query.EnumerateObject())
        {
            var tag = RequestedAttributes.TagOf(member.Name);
            if (member.Value.ValueKind != JsonValueKind.String)
                throw new RestException(RestError.BadRequest, "A key of \"Query\" is no text.");
            var text = member.Value.GetString() ?? "";
            var isAny = text.Length > 0 && !text.AsSpan().ContainsAnyExcept('*');
            if (isAny)
                present.Add(tag);
            if (!IsOfIdentifiers(tag))
                Set(keys, tag, text, isAny);
            else if (text.Length > 0 && !isAny)
                literal.Add((tag, text));
        }

        return new FindKeys(keys, present, literal);
    }

    /// <summary>Whether a resource has what is asked for beside the identifier.</summary>
    /// <param name="attributes">The attributes that it has.</param>
    /// <param name="isCaseSensitive">Whether case counts.</param>
    public bool AreIn(DicomDataSet attributes, bool isCaseSensitive)
    {
        var comparison = isCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Present.All(tag => attributes.TryGetElement(tag, out var element) && (!element.IsEmpty || Array.IndexOf(_gathered, tag) < 0))
            && Literal.All(key => string.Equals(attributes.GetString(key.Tag)?.Trim(' ', '\0'), key.Value, comparison));
    }

    private static bool IsOfIdentifiers(DicomTag tag) =>
        tag.IsGroupLength || tag.IsPrivateCreator || tag.Group < 0x0008 || Array.IndexOf(_ofIdentifiers, tag) >= 0;

    private static void Set(DicomDataSet keys, DicomTag tag, string text, bool isAny)
    {
        var vr = QueryJson.VROf(tag);
        if (!TakesWildcards(vr) && text.AsSpan().ContainsAny('*', '?'))
            throw new RestException(RestError.OutOfRange, "Only text takes wildcards: no UIDs, dates, times, ages, numbers and sequences.");

        QueryJson.SetText(keys, tag, isAny || vr == VR.SQ ? "" : text, RestError.OutOfRange);
    }

    // PS3.4 §C.2.2.2.4.
    private static bool TakesWildcards(VR vr) =>
        vr is VR.AE or VR.CS or VR.LO or VR.LT or VR.PN or VR.SH or VR.ST or VR.UC or VR.UR or VR.UT;
}
