using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Cli.Commitment;

/// <summary>
/// A list of instances as JSON: what <c>belfry store --json</c> writes, or data sets of the DICOM JSON model such as
/// <c>belfry find --json</c> writes.
/// </summary>
internal static class InstanceList
{
    /// <summary>Reads a list. Objects without an instance, and those that say that it was not stored, are passed over.</summary>
    /// <exception cref="ToolException">It is no such list.</exception>
    public static IReadOnlyList<CommitItem> Parse(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new ToolException(ExitCodes.BadFile, $"{path}: not a list of instances.");
            return [.. document.RootElement.EnumerateArray().Select(Read).OfType<CommitItem>()];
        }
        catch (JsonException fault)
        {
            throw new ToolException(ExitCodes.BadFile, $"{path}: {fault.Message}", fault);
        }
    }

    private static CommitItem? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !WasStored(element))
            return null;
        var sopClass = UidOf(element, "sopClassUid", "00080016");
        var instance = UidOf(element, "sopInstanceUid", "00080018");
        return sopClass is { } known && instance is { } found ? new CommitItem(new ReferencedInstance(known, found), TextOf(element, "file")) : null;
    }

    private static bool WasStored(JsonElement element) =>
        TextOf(element, "status") is not { } status
        || (ushort.TryParse(status, System.Globalization.NumberStyles.HexNumber, null, out var code)
            && new DimseStatus(code).Class is DimseStatusClass.Success or DimseStatusClass.Warning);

    private static DicomUid? UidOf(JsonElement element, string name, string tag)
    {
        var text = TextOf(element, name);
        if (text is null && element.TryGetProperty(tag, out var attribute) && attribute.ValueKind == JsonValueKind.Object
            && attribute.TryGetProperty("Value", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
            text = values[0].ValueKind == JsonValueKind.String ? values[0].GetString() : null;
        return DicomUid.TryParse(text, out var uid) ? uid : null;
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
