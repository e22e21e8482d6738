using System.Globalization;
using System.Text.Json;

namespace Belfry.Dicom.Tests;

/// <summary>Compares a data set by meaning with the DICOM JSON that another program made of the same file.</summary>
internal sealed class ExpectedJson(bool isBigEndianSource)
{
    private readonly List<string> _differences = [];

    public static List<string> Compare(DicomDataSet dataSet, JsonElement expected, bool isBigEndianSource)
    {
        var comparison = new ExpectedJson(isBigEndianSource);
        comparison.CompareLevel("", dataSet, expected);
        return comparison._differences;
    }

    private void CompareLevel(string path, DicomDataSet dataSet, JsonElement expected)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in dataSet)
        {
            // Habits of the other program: no group lengths, no trailing padding, no encapsulated pixels, UTF-8 throughout.
            if (element.Tag.Group == 2 || element.Tag.IsGroupLength || element.Tag == Tags.SpecificCharacterSet || element.IsEncapsulated)
                continue;
            var key = element.Tag.Value.ToString("X8", CultureInfo.InvariantCulture);
            seen.Add(key);
            if (expected.TryGetProperty(key, out var theirs))
                CompareElement($"{path}{key}", element, theirs);
            else
                _differences.Add($"{path}{key}: not expected");
        }

        foreach (var property in expected.EnumerateObject())
        {
            if (property.Name != "00080005" && !seen.Contains(property.Name) && !property.Name.StartsWith("0002", StringComparison.Ordinal))
                _differences.Add($"{path}{property.Name}: missing");
        }
    }

    private void CompareElement(string path, DicomElement element, JsonElement theirs)
    {
        var vr = theirs.GetProperty("vr").GetString();
        if (vr != element.VR.Name)
            _differences.Add($"{path}: VR {element.VR} instead of {vr}");
        if (element.IsSequence)
            CompareItems(path, element, theirs);
        else if (theirs.TryGetProperty("InlineBinary", out var inline))
            CompareBytes(path, element, inline.GetBytesFromBase64());
        else if (vr == element.VR.Name)
            CompareValues(path, element, theirs.TryGetProperty("Value", out var value) ? [.. value.EnumerateArray()] : []);
    }

    private void CompareItems(string path, DicomElement element, JsonElement theirs)
    {
        var count = theirs.TryGetProperty("Value", out var items) ? items.GetArrayLength() : 0;
        if (count != element.Items.Count)
            _differences.Add($"{path}: {element.Items.Count} items instead of {count}");
        for (var i = 0; i < Math.Min(count, element.Items.Count); i++)
            CompareLevel($"{path}[{i}].", element.Items[i], items[i]);
    }

    private void CompareBytes(string path, DicomElement element, byte[] theirs)
    {
        var ours = element.RawValue.ToArray();
        if (isBigEndianSource && !element.IsLittleEndian)
            ByteOrder.Reverse(element.RawValue.Span, ours, element.VR.SwapUnit);
        if (!ours.AsSpan().SequenceEqual(theirs))
            _differences.Add($"{path}: other bytes ({ours.Length} instead of {theirs.Length})");
    }

    private void CompareValues(string path, DicomElement element, JsonElement[] theirs)
    {
        var ours = element.GetStrings();
        for (var i = 0; i < Math.Max(ours.Count, theirs.Length); i++)
        {
            var mine = i < ours.Count ? ours[i] : "";
            var wanted = i < theirs.Length ? theirs[i] : default;
            if (!SameValue(element.VR, mine, wanted))
                _differences.Add($"{path}: '{mine}' instead of {(wanted.ValueKind == JsonValueKind.Undefined ? "nothing" : wanted.GetRawText())}");
        }
    }

    private static bool SameValue(VR vr, string mine, JsonElement theirs) => theirs.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => Bare(vr, mine).Length == 0,
        JsonValueKind.Object => Bare(vr, mine) == Bare(vr, Name(theirs)),
        JsonValueKind.Number => SameNumber(vr, mine, theirs),
        JsonValueKind.String when vr == VR.AT => mine.Replace(",", "", StringComparison.Ordinal) == theirs.GetString(),
        JsonValueKind.String => mine == TextValue.Trim(theirs.GetString() ?? "", vr),
        _ => false,
    };

    private static bool SameNumber(VR vr, string mine, JsonElement theirs)
    {
        if (!double.TryParse(mine, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        var wanted = theirs.GetDouble();
        return vr == VR.FL ? (float)number == (float)wanted : number == wanted || Math.Abs(number - wanted) <= Math.Abs(wanted) * 1e-15;
    }

    private static string Name(JsonElement groups)
    {
        string Group(string name) => groups.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
        return $"{Group("Alphabetic")}={Group("Ideographic")}={Group("Phonetic")}";
    }

    private static string Bare(VR vr, string text) => vr != VR.PN
        ? text
        : string.Join('=', text.Split('=').Select(group => group.TrimEnd('^', ' '))).TrimEnd('=');
}
