using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>One attribute that an answer has to have: a key of the query, compiled.</summary>
internal sealed class AnswerKey
{
    public required DicomTag Tag { get; init; }

    /// <summary>The VR of an empty value.</summary>
    public required VR VR { get; init; }

    /// <summary>The creator of a private attribute, whose block may have another number in the answer.</summary>
    public string? PrivateCreator { get; init; }

    /// <summary>The value to give back unseen: that of a private creator.</summary>
    public byte[]? FixedValue { get; init; }

    /// <summary>The value to give where the answer has none; null for zero length.</summary>
    public byte[]? DefaultValue { get; private set; }

    /// <summary>The keys wanted of each item of a sequence; null wants whole items.</summary>
    public AnswerKey[]? ItemKeys { get; init; }

    /// <summary>Says which items of a sequence are meant; null for all.</summary>
    public DataSetMatcher? ItemMatcher { get; init; }

    /// <summary>True for an attribute of the information model, which is supported whether there is a value or not.</summary>
    public bool IsInModel { get; init; }

    /// <summary>Compiles the keys of a query.</summary>
    /// <param name="query">The identifier, or the item of one of its sequences.</param>
    /// <param name="matcher">The same keys, compiled for matching; null within a sequence that is not constrained.</param>
    /// <param name="isInModel">Whether the information model has an attribute, given the sequence it is in.</param>
    /// <param name="sequence">The sequence that the query is an item of.</param>
    public static AnswerKey[] Compile(
        DicomDataSet query, DataSetMatcher? matcher, Func<DicomTag, DicomTag, bool> isInModel, DicomTag sequence = default)
    {
        List<AnswerKey> keys = [];
        foreach (var element in query)
        {
            var tag = element.Tag;
            if (tag.IsGroupLength || tag.Group < 0x0008 || tag == Tags.SpecificCharacterSet || tag == Tags.DataSetTrailingPadding)
                continue;
            var items = element.Items;
            var itemMatcher = items.Count > 0 ? matcher?.ForItemsOf(tag) : null;
            keys.Add(new AnswerKey
            {
                Tag = tag,
                VR = element.IsSequence ? VR.SQ : element.VR,
                PrivateCreator = query.GetPrivateCreator(tag),
                FixedValue = tag.IsPrivateCreator ? element.RawValue.ToArray() : null,
                ItemKeys = items.Count > 0 && items[0].Count > 0 ? Compile(items[0], itemMatcher, isInModel, tag) : null,
                ItemMatcher = itemMatcher,
                IsInModel = tag.IsPrivateCreator || isInModel(sequence, tag),
            });
        }

        return [.. keys];
    }

    /// <summary>Keys that ask for all that an answer holds.</summary>
    public static AnswerKey[] OfWhole(DicomDataSet answer)
    {
        List<AnswerKey> keys = [];
        foreach (var element in answer)
        {
            if (!element.Tag.IsGroupLength && element.Tag.Group >= 0x0008 && element.Tag != Tags.SpecificCharacterSet)
                keys.Add(new AnswerKey { Tag = element.Tag, VR = element.VR, IsInModel = true });
        }

        return [.. keys];
    }

    /// <summary>Adds attributes that every answer has, in the order of their tags; those that are keys already get the default.</summary>
    public static AnswerKey[] WithDefaults(AnswerKey[] keys, IReadOnlyList<AnswerDefault> defaults)
    {
        List<AnswerKey> all = [.. keys];
        foreach (var wanted in defaults)
        {
            var key = all.Find(key => key.Tag == wanted.Tag);
            if (key is null)
                all.Add(key = new AnswerKey { Tag = wanted.Tag, VR = wanted.VR, IsInModel = true });
            key.DefaultValue = Encoding.ASCII.GetBytes(wanted.Value);
        }

        all.Sort(static (left, right) => left.Tag.CompareTo(right.Tag));
        return [.. all];
    }

    /// <summary>Finds the attribute in an answer.</summary>
    public bool TryFind(DicomDataSet answer, out DicomElement element)
    {
        if (PrivateCreator is null)
            return answer.TryGetElement(Tag, out element);
        if (answer.FindPrivateTag(PrivateCreator, Tag.Group, (byte)Tag.Element) is { } tag)
            return answer.TryGetElement(tag, out element);
        element = default;
        return false;
    }
}
