using System.Text;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Turns a query into keys, once. Faults of the query end here, as A900H with the attribute at fault.</summary>
internal sealed class MatcherCompiler(MatchingPolicy policy)
{
    /// <summary>Sequences in sequences. The deepest key of PS3.4 table K.6-1 lies at level 4.</summary>
    private const int MaxDepth = 16;

    /// <summary>
    /// Alternatives in the keys of one query, UIDs apart, which are looked up in a set. Each is compared with each candidate: without a
    /// limit one megabyte of them would keep a processor for minutes. A query by hand names a dozen.
    /// </summary>
    private const int MaxAlternatives = 1000;

    private int _alternatives;
    private int _keys;

    private static DimseStatus OutOfResources => new(0xA700);

    private static DimseStatus IdentifierDoesNotMatch => new(0xA900);

    public KeyLevel Compile(DicomDataSet query, int depth = 0)
    {
        List<MatchKey> constrained = [];
        List<(DicomTag, MatchingKind)> unconstrained = [];
        foreach (var element in query)
        {
            if (++_keys > policy.MaxKeys)
                throw new DimseStatusException(OutOfResources, "Too many keys in one query", [element.Tag]);
            if (MatchingRules.IsNoKey(element.Tag))
                continue;
            var key = CompileElement(query, element, depth, out var kind);
            if (key is null)
            {
                unconstrained.Add((element.Tag, kind));
                continue;
            }

            key.PrivateCreator = CreatorOf(query, element.Tag);
            constrained.Add(key);
        }

        JoinPeriods(query, constrained);
        return new KeyLevel(constrained, unconstrained);
    }

    private static DimseStatusException Fault(DicomTag tag, string comment) =>
        new(IdentifierDoesNotMatch, comment, [tag]);

    private static VR RuleOf(DicomElement element)
    {
        if (element.Tag.IsPrivate || MatchingRules.IsBinaryNumber(element.VR))
            return element.VR;
        var known = DicomDictionary.GetVR(element.Tag);
        return known == VR.UN ? element.VR : known;
    }

    private MatchKey? CompileElement(DicomDataSet query, DicomElement element, int depth, out MatchingKind kind)
    {
        kind = MatchingKind.Universal;
        var vr = RuleOf(element);
        if (element.IsSequence || vr == VR.SQ)
            return CompileSequence(element, vr, depth);
        if (element.IsEmpty)
            return null;
        if (MatchingRules.IsBinaryNumber(vr) && element.VR == vr)
            return new BinaryNumberKey(element);
        if (!MatchingRules.IsText(vr) || !MatchingRules.IsText(element.VR))
        {
            kind = MatchingKind.NotSupported;
            return null;
        }

        return CompileText(query, element, vr);
    }

    private SequenceKey? CompileSequence(DicomElement element, VR vr, int depth)
    {
        if (!element.IsSequence)
            return element.IsEmpty ? null : throw Fault(element.Tag, "Sequence expected");
        if (vr is not (VR.SQ or VR.UN))
            throw Fault(element.Tag, "No sequence expected");
        var items = element.Items;
        if (items.Count > 1)
            throw Fault(element.Tag, "A sequence of a query has at most one item");
        if (items.Count == 0)
            return null;
        if (depth == MaxDepth)
            throw Fault(element.Tag, "Sequences nested too deep");
        var keys = Compile(items[0], depth + 1);
        return keys.IsUnconstrained ? null : new SequenceKey(element.Tag, keys);
    }

    private MatchKey? CompileText(DicomDataSet query, DicomElement element, VR vr)
    {
        var text = Decode(query, element, vr);
        if (IsUniversal(text, vr))
            return null;
        if (text == "\"\"" && policy.EmptyValueMatching)
            return new EmptyValueKey(element.Tag);
        try
        {
            return CompileValues(query, element.Tag, text, vr);
        }
        catch (FormatException fault)
        {
            throw Fault(element.Tag, fault.Message);
        }
    }

    private MatchKey CompileValues(DicomDataSet query, DicomTag tag, string text, VR vr)
    {
        if (!vr.IsBackslashDelimited || !text.Contains('\\'))
            return CompileValue(query, tag, text, vr);
        if (vr == VR.UI)
            return new UidListKey(tag, text, policy);
        _alternatives += text.AsSpan().Count('\\') + 1;
        if (_alternatives > MaxAlternatives)
            throw new DimseStatusException(OutOfResources, "Too many values in one query", [tag]);
        var values = text.Split('\\').Select(value => MatchingRules.Trim(value, vr).ToString()).Where(static value => value.Length > 0)
            .Select(value => CompileValue(query, tag, value, vr)).ToArray();
        return new ValueListKey(tag, vr, text, policy, values);
    }

    private ValueKey CompileValue(DicomDataSet query, DicomTag tag, string text, VR vr) => vr switch
    {
        VR.PN when policy.PersonNames == PersonNameMatching.Fuzzy => new FuzzyNameKey(tag, text, policy),
        VR.PN => new PersonNameKey(tag, text, policy),
        VR.DA => DateKey.Parse(tag, text, policy),
        VR.TM => TimeKey.Parse(tag, text, policy),
        VR.DT => DateTimeKey.Parse(tag, text, policy, DateTimeKey.OffsetOf(query, policy)),
        VR.IS or VR.DS => new NumberTextKey(tag, vr, text, policy),
        not VR.UI when policy.IgnoresCase => new CaseFoldedKey(tag, vr, text, policy),
        _ when MatchingRules.HasWildcards(vr) && Wildcard.IsPattern(text) => new WildcardKey(tag, vr, text, policy),
        _ => new ExactKey(tag, vr, text, policy),
    };

    // Stars alone ask for nothing (PS3.4 §C.2.2.2.4), also in dates and UIDs, where modalities send them; so do the delimiters of a name.
    private static bool IsUniversal(string text, VR vr)
    {
        if (text.Length == 0)
            return true;
        return vr == VR.PN ? !text.AsSpan().ContainsAnyExcept("*=") || !text.AsSpan().ContainsAnyExcept(" ^=") : !text.AsSpan().ContainsAnyExcept('*');
    }

    private string Decode(DicomDataSet query, DicomElement element, VR vr)
    {
        var bytes = element.RawValue.Span;
        var set = ValueText.CharacterSetOf(query, bytes, vr, policy);
        if (!set.IsSupported && !Ascii.IsValid(bytes))
            throw Fault(Tags.SpecificCharacterSet, "Character set not supported");
        return MatchingRules.Trim(set.Decode(bytes, vr), vr).ToString();
    }

    private static string? CreatorOf(DicomDataSet query, DicomTag tag)
    {
        if (!tag.IsPrivate)
            return null;
        var creator = query.GetString(new DicomTag(tag.Group, (ushort)(tag.Element >> 8)));
        return string.IsNullOrEmpty(creator) ? null : creator;
    }

    private void JoinPeriods(DicomDataSet query, List<MatchKey> keys)
    {
        foreach (var pair in policy.Periods)
        {
            if (keys.Find(key => key.Tag == pair.Date) is DateKey date && keys.Find(key => key.Tag == pair.Time) is TimeKey time
                && PeriodKey.TryJoin(date, time, policy, DateTimeKey.OffsetOf(query, policy)) is { } period)
            {
                keys.Remove(date);
                keys.Remove(time);
                keys.Add(period);
            }
        }
    }
}
