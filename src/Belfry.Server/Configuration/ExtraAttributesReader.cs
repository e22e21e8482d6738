using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Server.Configuration;

/// <summary>Reads <c>ExtraMainDicomTags</c>: for each level a list of keywords or numbers of attributes. Sequences are not kept.</summary>
internal static class ExtraAttributesReader
{
    private static readonly (string Key, QueryRetrieveLevel Level)[] _levels =
    [
        ("Patient", QueryRetrieveLevel.Patient),
        ("Study", QueryRetrieveLevel.Study),
        ("Series", QueryRetrieveLevel.Series),
        ("Instance", QueryRetrieveLevel.Image),
    ];

    public static IReadOnlyDictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>> Read(ConfigurationSection section)
    {
        var extra = new Dictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>>();
        foreach (var (key, level) in _levels)
        {
            List<DicomTag> tags = [];
            foreach (var text in section.Texts(key))
            {
                if (Find(text) is not { } tag)
                    section.Report(key, $"\"{text}\" is neither a keyword of the dictionary nor a number such as \"0010,1060\".");
                else if (DicomDictionary.Find(tag) is { VR: var vr } && vr == VR.SQ)
                    section.Report(key, $"\"{text}\" is a sequence; only plain attributes can be kept.");
                else if (tag.Group < 0x0008 || tag.Group >= 0x7FE0)
                    section.Report(key, $"\"{text}\" is no attribute of the header.");
                else
                    tags.Add(tag);
            }

            if (tags.Count > 0)
                extra.Add(level, tags);
        }

        foreach (var (key, _) in section.Unasked)
            section.Report(key, "no level; Patient, Study, Series and Instance are.");
        return extra;
    }

    private static DicomTag? Find(string text) =>
        DicomDictionary.FindKeyword(text) is { } entry ? entry.Tag : DicomTag.TryParse(text.Replace('-', ','), out var tag) ? tag : null;
}
