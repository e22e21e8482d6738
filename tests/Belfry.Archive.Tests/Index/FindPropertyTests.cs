using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;
using CsCheck;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>The index and the matcher agree: what the index proposes and the matcher keeps is what the matcher keeps of all.</summary>
public sealed class FindPropertyTests
{
    private static readonly string[] _names =
    [
        "Doe^Jane", "DOE^JOHN", "doe", "Müller^Jörg", "MULLER^JORG", "Mu\u0308ller", "Weiß^A", "WEISS^A", "Παπαδόπουλος^Γιώργος", "παπαδοπουλοσ", "Иванов^Пётр",
        "ИВАНОВ^ПЕТР", "Yamada^Tarou=山田^太郎=やまだ^たろう", "=山田^太郎", "山田^花子", "\U00020BB7野^家", "ΐ^x", "A^\u0301", "ﬁ^lig", "İstanbul", "ılgaz",
        "\U00010428^deseret", "\U00010400^DESERET", "Doe^Jane\\Roe^Richard", "[a]^b", "100%_'\"; --", "Doe^", "Łukasz^^^Dr", "ᾲ", "x*y?z", "  lead",
    ];

    private static readonly string[] _nameKeys =
    [
        "*", "D*", "d?e*", "*e", "?", "*山*", "山田^*", "=山田*", "*=*田*", "Yamada*=山田*", "Yamada^Tarou=山田^太郎", "müller^*", "MULLER*", "*ß*", "WEI?^A", "WEI??^A",
        "Doe^?", "Doe^J*", "A^?", "[*", "[a]*", "100%*", "*_*", "*'*", "Y*郎", "Roe*", "\U00010400*", "ΐ*", "ΐ*", "I*", "doe jane", "Tar", "Doe^Jane\\Иванов*", "x*",
    ];

    private static readonly string[] _texts =
    [
        "A1", "a1", "A1 ", "A*", "A[1]", "A%", "A_", "A'1", "Ä1", "A1\\B2", "B2", "", " A1", "A?", "A\"1", "ä1", "ÉA_%", "éa_%", "名a1", "名A1", "ſ1", "S1", "ı", "I",
        "\U00010400x", "\U00010428X", "Straße", "STRASSE",
    ];

    private static readonly string[] _textKeys =
    [
        "A1", "a1", "A*", "*1", "?1", "A[*", "A%", "A_", "A'1", "*'*", "Ä*", "B2", "A1\\B2", "*", "A?", "A[1]", "A1\\A%*", "\"\"", "ä1", "éA_%", "*É?_*", "é*%", "名A?",
        "名A1\\b2", "s1", "S?", "i", "\U00010428X", "\U00010400*", "?x", "straß*", "STRASSE",
    ];

    private static readonly string[] _dates = ["20260101", "20260215", "2026.02.15", "19991231", "20260101\\20260301", "", "x"];

    private static readonly string[] _dateKeys = ["20260101", "20260101-20260220", "-20260101", "20260102-", "19000101-20991231", "20260220-20260101", "20260101\\19991231"];

    private static readonly string[] _times = ["10", "1030", "103015", "103015.123456", "235959.999999", "", "1030\\1130", "abc"];

    private static readonly string[] _timeKeys = ["10", "1030", "10-11", "-1030", "103015.1-", "00-2359", "1030\\2359"];

    private static readonly string[] _modalities = ["CT", "MR", "CT\\SR", "", "ct"];

    private static readonly string[] _modalityKeys = ["CT", "ct", "cT\\us", "C*", "c?", "MR\\SR", "?R", "*", "US"];

    private static Gen<DicomDataSet> GenHeader { get; } =
        from ids in Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3])
        from name in OneOf(_names)
        from texts in OneOf(_texts).Array[4]
        from dates in OneOf(_dates).Array[2]
        from time in OneOf(_times)
        from modality in OneOf(_modalities)
        from referrer in OneOf(_names)
        select Header(ids, name, texts, dates, time, modality, referrer);

    private static Gen<(DicomDataSet Keys, QueryRetrieveLevel Level, MatchingPolicy Policy)> GenQuery { get; } =
        from level in Gen.Enum<QueryRetrieveLevel>()
        from names in Gen.Enum<PersonNameMatching>()
        from flags in Gen.Bool.Array[5]
        from keys in Gen.Select(
            Key(Tags.PatientName, _nameKeys), Key(Tags.PatientID, [.. _textKeys, "P1", "P2", "P*"]), Key(Tags.PatientSex, ["F", "M", "f", "*"]),
            Key(Tags.PatientBirthDate, _dateKeys))
        from studyKeys in Gen.Select(
            Key(Tags.StudyDate, _dateKeys), Key(Tags.StudyTime, _timeKeys), Key(Tags.AccessionNumber, _textKeys), Key(Tags.StudyDescription, _textKeys),
            Key(Tags.ReferringPhysicianName, _nameKeys), Key(Tags.ModalitiesInStudy, _modalityKeys), Key(Tags.StudyInstanceUID, ["1.2.1", "1.2.0\\1.2.2"]))
        from lowKeys in Gen.Select(
            Key(Tags.Modality, _modalityKeys), Key(Tags.SeriesInstanceUID, ["1.2.1.0", "1.2.0.0\\1.2.0.1"]), Key(Tags.SOPInstanceUID, ["1.2.1.0.1", "1.2.1.0.1\\1.2.0.0.2"]),
            Key(Tags.InstanceNumber, ["1", "01", "2"]), Key(Tags.NumberOfStudyRelatedInstances, ["1", "2"]))
        select (
            Keys([keys.Item1, keys.Item2, keys.Item3, keys.Item4, studyKeys.Item1, studyKeys.Item2, studyKeys.Item3, studyKeys.Item4, studyKeys.Item5,
                studyKeys.Item6, studyKeys.Item7, lowKeys.Item1, lowKeys.Item2, lowKeys.Item3, lowKeys.Item4, lowKeys.Item5], level),
            level,
            Policy(names, flags));

    [Fact]
    public async Task FindAsync_GeneratedQueries_GiveWhatTheMatcherFindsInAll()
    {
        await Gen.Select(GenHeader.Array[0, 25], GenQuery.Array[20]).SampleAsync(
            async (headers, queries) =>
            {
                await using var folder = IndexFolder.Open(options => options with { IsDurable = false, LogLength = 0 });
                await Task.WhenAll(headers.Select(header => folder.Index.AddAsync(header)));
                foreach (var (keys, level, policy) in queries)
                    await CompareAsync(folder.Index, keys, level, policy);
            },
            iter: 100,
            threads: 1);
    }

    // All entities of the level, with the computed attributes that the query asks for, matched one by one.
    private static async Task CompareAsync(SqliteIndex index, DicomDataSet keys, QueryRetrieveLevel level, MatchingPolicy policy)
    {
        var everything = new DicomDataSet();
        foreach (var element in keys)
            everything.SetEmpty(element.Tag);
        var all = await index.FindAsync(level, everything, policy);
        var totals = await index.MeasureAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new[] { totals.Patients, totals.Studies, totals.Series, totals.Instances }[(int)level], all.Count);
        var query = new FindQuery(keys, QueryRetrieveModel.PatientRoot, level, policy);
        var expected = all.Where(query.Matches).Select(Describe).Order(StringComparer.Ordinal);
        var found = (await index.FindAsync(level, keys, policy)).Select(Describe).Order(StringComparer.Ordinal);
        Assert.Equal(expected, found);
        if (index.FindAtHand(query) is { } atHand)
            Assert.Equal(found, atHand.Where(query.Matches).Select(Describe).Order(StringComparer.Ordinal));
    }

    private static string Describe(DicomDataSet entity) => string.Join('|', entity.Select(static element => $"{element.Tag}{element.GetString()}"));

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<(DicomTag Tag, string? Value)> Key(DicomTag tag, string[] values) =>
        Gen.Frequency((4, Gen.Const<(DicomTag, string?)>((tag, null))), (1, OneOf(values).Select(value => (tag, (string?)value))));

    private static DicomDataSet Keys(IEnumerable<(DicomTag Tag, string? Value)> keys, QueryRetrieveLevel level)
    {
        var dataSet = new DicomDataSet();
        foreach (var (tag, value) in keys)
        {
            if (value is not null && (IndexedAttributes.LevelOf(tag) ?? QueryRetrieveLevel.Study) <= level)
                dataSet.Set(tag, value);
        }

        return dataSet;
    }

    private static MatchingPolicy Policy(PersonNameMatching names, bool[] flags) => new()
    {
        PersonNames = names,
        IgnoresCase = flags[4],
        EmptyValueMatching = flags[0],
        MultipleValueMatching = flags[1],
        TimeZoneAdjustment = flags[2],
        Periods = flags[3] ? [new PeriodKeys(Tags.StudyDate, Tags.StudyTime)] : [],
    };

    private static DicomDataSet Header(
        (int Patient, int Study, int Series, int Instance) ids, string name, string[] texts, string[] dates, string time, string modality, string referrer)
    {
        var header = Instances.Header(ids.Patient == 0 ? texts[0] : $"P{ids.Patient}", ids.Study, ids.Series, ids.Instance);
        header.Set(Tags.PatientName, name);
        header.Set(Tags.PatientSex, texts[1].Length % 2 == 0 ? "F" : "M");
        header.Set(Tags.PatientBirthDate, VR.DA, Bytes(dates[0]));
        header.Set(Tags.StudyDate, VR.DA, Bytes(dates[1]));
        header.Set(Tags.StudyTime, VR.TM, Bytes(time));
        header.Set(Tags.AccessionNumber, texts[2]);
        header.Set(Tags.StudyDescription, texts[3]);
        header.Set(Tags.ReferringPhysicianName, referrer);
        header.Set(Tags.Modality, modality);
        header.Set(Tags.InstanceNumber, ids.Instance);
        return header;
    }

    // Peers send what they send.
    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
