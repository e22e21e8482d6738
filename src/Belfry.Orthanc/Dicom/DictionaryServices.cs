using System.Globalization;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

/// <summary>Services 26 and 35: the dictionary, by keyword or tag.</summary>
internal static unsafe class DictionaryServices
{
    /// <summary>26. A VR that the interface has no number for is <see cref="OrthancErrorCode.ParameterOutOfRange"/>.</summary>
    public static OrthancErrorCode LookupDictionary(OrthancLookupDictionary* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        if (!TryFindTag(HostMemory.Required(parameters->Name), out var tag) || DicomDictionary.Find(tag) is not { } entry)
            return OrthancErrorCode.UnknownDicomTag;
        if (!Enum.TryParse<OrthancValueRepresentation>(entry.VR.Name, out var vr))
            return OrthancErrorCode.ParameterOutOfRange;
        var (min, max) = Multiplicity(entry.VM);
        *parameters->Target = new OrthancDictionaryEntry
        {
            Group = tag.Group,
            Element = tag.Element,
            Vr = vr,
            MinMultiplicity = min,
            MaxMultiplicity = max,
        };
        return OrthancErrorCode.Success;
    }

    /// <summary>35: the name of a tag, or of a private one by its creator; never an error.</summary>
    public static OrthancErrorCode GetTagName(OrthancGetTagName* parameters)
    {
        if (parameters->Result == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var tag = new DicomTag(parameters->Group, parameters->Element);
        var creator = HostMemory.Text(parameters->PrivateCreator);
        var known = creator is { Length: > 0 } && tag.IsPrivate ? DicomDictionary.FindPrivate(tag, creator) : null;
        *parameters->Result = HostMemory.NewString(known is { Name.Length: > 0 } ? known.Name : TagNames.Of(tag));
        return OrthancErrorCode.Success;
    }

    /// <summary>A tag from a keyword, <c>gggg,eeee</c>, <c>gggg-eeee</c> or <c>ggggeeee</c>.</summary>
    public static bool TryFindTag(string name, out DicomTag tag)
    {
        if (name is [_, _, _, _, '-', _, _, _, _])
            name = string.Concat(name.AsSpan(0, 4), ",", name.AsSpan(5));
        if (!name.StartsWith('(') && DicomTag.TryParse(name, out tag))
            return true;
        tag = default;
        return false;
    }

    // "1", "1-3", "2-n", "3-3n", "1-n or 1"; without an upper bound the interface wants 0.
    private static (uint Min, uint Max) Multiplicity(string vm)
    {
        var parts = vm.Split(' ')[0].Split('-');
        var min = Number(parts[0]);
        return (min, parts.Length == 1 ? min : Number(parts[1]));
    }

    private static uint Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
