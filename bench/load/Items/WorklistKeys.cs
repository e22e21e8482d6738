using System.Globalization;
using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>
/// The one query of the harness, as raw identifier and as arguments of findscu: the return keys of a usual modality, its own
/// modality in the scheduled procedure step (which every item has), and for a single match the Patient ID.
/// </summary>
internal static class WorklistKeys
{
    private static readonly (uint Tag, string Vr)[] s_stepKeys =
    [
        (0x0008_0060, "CS"), (0x0040_0001, "AE"), (0x0040_0002, "DA"), (0x0040_0003, "TM"), (0x0040_0006, "PN"),
        (0x0040_0007, "LO"), (0x0040_0009, "SH"), (0x0040_0010, "SH"),
    ];

    private static readonly (uint Tag, string Vr)[] s_keysBeforeStep =
    [
        (0x0008_0050, "SH"), (0x0008_0090, "PN"), (0x0010_0010, "PN"), (0x0010_0020, "LO"), (0x0010_0030, "DA"), (0x0010_0040, "CS"),
        (0x0020_000D, "UI"), (0x0032_1032, "PN"), (0x0032_1060, "LO"), (0x0038_0010, "LO"),
    ];

    private static readonly (uint Tag, string Vr)[] s_keysAfterStep = [(0x0040_1001, "SH"), (0x0040_1003, "SH")];

    public static ByteWriter Identifier(string? patientId)
    {
        var step = new ByteWriter();
        foreach ((uint tag, string vr) in s_stepKeys)
            step.Element(tag, vr, tag == 0x0008_0060 ? "CT" : "");

        var identifier = new ByteWriter();
        foreach ((uint tag, string vr) in s_keysBeforeStep)
            identifier.Element(tag, vr, tag == 0x0010_0020 && patientId is not null ? patientId : "");

        identifier.Sequence(0x0040_0100, step);
        foreach ((uint tag, string vr) in s_keysAfterStep)
            identifier.Element(tag, vr, "");

        return identifier;
    }

    public static IEnumerable<string> FindscuArguments(string? patientId)
    {
        foreach ((uint tag, _) in s_keysBeforeStep.Concat(s_keysAfterStep))
            yield return $"{Key(tag)}{(tag == 0x0010_0020 && patientId is not null ? "=" + patientId : "")}";

        foreach ((uint tag, _) in s_stepKeys)
            yield return $"(0040,0100)[0].{Key(tag)}{(tag == 0x0008_0060 ? "=CT" : "")}";
    }

    private static string Key(uint tag) => string.Create(CultureInfo.InvariantCulture, $"({tag >> 16:X4},{tag & 0xFFFF:X4})");
}
