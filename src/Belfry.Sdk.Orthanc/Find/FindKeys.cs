using System.Text;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>
/// Builds the identifier of a query from the tags and texts that the host gives. Sequences come without their items and binary values without
/// content; nothing can be known of those.
/// </summary>
internal static class FindKeys
{
    public static unsafe DicomDataSet Read(HostServices services, nint query)
    {
        uint count = 0;
        var parameters = new OrthancFindOperation { Query = query, ResultUint32 = &count };
        services.Require(OrthancService.GetFindQuerySize, &parameters);
        var keys = new List<(DicomTag Tag, string? Value)>((int)Math.Min(count, 1024));
        for (uint i = 0; i < count; i++)
        {
            ushort group = 0, element = 0;
            parameters = new OrthancFindOperation { Query = query, Index = i, ResultGroup = &group, ResultElement = &element };
            services.Require(OrthancService.GetFindQueryTag, &parameters);
            byte* text = null;
            parameters = new OrthancFindOperation { Query = query, Index = i, ResultString = &text };

            // A number or binary value without content has no text.
            var value = services.Invoke(OrthancService.GetFindQueryValue, &parameters) == OrthancErrorCode.Success ? services.Take(text) : null;
            keys.Add((new DicomTag(group, element), value));
        }

        return Build(keys);
    }

    /// <summary>The identifier; text is declared in the character set of the request where that holds it, else in UTF-8.</summary>
    public static DicomDataSet Build(IReadOnlyList<(DicomTag Tag, string? Value)> keys)
    {
        var declared = keys.FirstOrDefault(static key => key.Tag == Tags.SpecificCharacterSet).Value ?? "";
        var characterSet = SpecificCharacterSet.Parse(declared);
        var isHeld = characterSet.IsSupported && keys.All(key => key.Value is not { Length: > 0 } text || characterSet.CanEncode(text, VR.LO));
        var identifier = new DicomDataSet();
        if (declared.Length > 0 || !isHeld)
            identifier.Set(Tags.SpecificCharacterSet, isHeld ? declared : "ISO_IR 192");
        foreach (var (tag, value) in keys)
        {
            if (tag != Tags.SpecificCharacterSet)
                Set(identifier, tag, value);
        }

        return identifier;
    }

    private static void Set(DicomDataSet identifier, DicomTag tag, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            identifier.SetEmpty(tag);
            return;
        }

        try
        {
            if (tag.IsPrivateCreator)
                identifier.Set(tag, VR.LO, value);
            else
                identifier.Set(tag, value);
        }
        catch (FormatException)
        {
            // What does not fit its VR still sets a condition, and the matcher says what is wrong with it.
            identifier.Set(tag, DicomDictionary.GetVR(tag) is var vr && vr.IsText ? vr : VR.UN, Encoding.UTF8.GetBytes(value.Length % 2 == 0 ? value : value + " "));
        }
    }
}
