using CsCheck;

namespace Belfry.Dicom.Tests.DataSets;

/// <summary>Data sets of every VR, nested.</summary>
internal static class DataSetGen
{
    private static readonly VR[] s_vrs = [.. Enum.GetValues<VR>().Where(vr => vr is not (VR.None or VR.SQ))];

    private static readonly Gen<string> s_text = Gen.String[Gen.Char["abcXYZ äßéλЖ山田\u0E01🙂"], 1, 20]
        .Select(text => text.Trim(' '))
        .Where(text => text.Length > 0 && IsWellFormed(text));

    /// <summary>A data set with up to so many levels of sequences below it.</summary>
    public static Gen<DicomDataSet> Nested(int levels) =>
        Gen.Select(Gen.Int[0, s_vrs.Length - 1].Array[0, 12], Gen.UInt, s_text, levels == 0 ? Gen.Const(Array.Empty<DicomDataSet>()) : Items(levels))
            .Select((choices, seed, text, items) => Make(choices, seed, text, items, levels));

    private static Gen<DicomDataSet[]> Items(int levels) => Nested(levels - 1).Array[0, 3];

    private static DicomDataSet Make(int[] choices, uint seed, string text, DicomDataSet[] items, int levels)
    {
        var dataSet = new DicomDataSet();
        for (var i = 0; i < choices.Length; i++)
        {
            var tag = new DicomTag(0x0011, (ushort)(0x1000 + (i * 7)));
            var vr = s_vrs[choices[i]];
            if (vr.IsText)
                dataSet.Set(tag, vr, vr.IsCharsetAffected ? text : Plain(vr, seed + (uint)i));
            else
                dataSet.Set(tag, vr, Bytes(vr, seed + (uint)i));
        }

        if (levels > 0)
            dataSet.Set(Tags.ScheduledProcedureStepSequence, items);
        return dataSet;
    }

    private static string Plain(VR vr, uint seed) => vr switch
    {
        VR.DA => "20260101",
        VR.TM => "101500.25",
        VR.DT => "20260101101500.000001+0100",
        VR.AS => "042Y",
        VR.DS => "-1.5E3\\7",
        VR.IS => $"{(int)seed}",
        VR.UI => $"1.2.{seed}",
        VR.AE or VR.CS => "STATION_1\\B",
        _ => "http://a.b/c?d",
    };

    private static byte[] Bytes(VR vr, uint seed)
    {
        var unit = Math.Max(vr.UnitSize, 1);
        var bytes = new byte[unit * (int)(seed % 5)];
        new Random((int)seed).NextBytes(bytes);
        return bytes;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]) : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
                return false;
        }

        return true;
    }
}
