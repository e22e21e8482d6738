using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Belfry.Orthanc.Abi;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests;

public sealed class AbiLayoutTests
{
    private static readonly Dictionary<string, Type> s_types =
        typeof(OrthancContext).Assembly.GetTypes().Where(t => t.Namespace == "Belfry.Orthanc.Abi").ToDictionary(t => t.Name);

    private static JsonElement Facts { get; } = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestData.Path(), "..", "..", "eng", "abi", "orthanc-plugin-abi-1.12.11.json"))).RootElement;

    [Fact]
    public void Structs_All_HaveTheSizesAndOffsetsOfTheInterface()
    {
        var checkedStructs = 0;
        foreach (var facts in Facts.GetProperty("structs").EnumerateArray())
        {
            if (!s_types.TryGetValue(Ours(facts), out var type))
                continue;
            CheckStruct(type, facts);
            checkedStructs++;
        }

        Assert.Equal(109, checkedStructs);
    }

    [Fact]
    public void Enums_All_HaveTheValuesOfTheInterface()
    {
        var checkedEnums = 0;
        foreach (var facts in Facts.GetProperty("enums").EnumerateArray())
        {
            if (!s_types.TryGetValue(Ours(facts), out var type))
                continue;
            var prefix = facts.GetProperty("name").GetString() + "_";
            var expected = facts.GetProperty("values").EnumerateObject()
                .Where(v => !v.Name.EndsWith("_INTERNAL", StringComparison.Ordinal))
                .ToDictionary(v => v.Name[prefix.Length..], v => v.Value.GetInt32());
            Assert.Equal(expected, Enum.GetNames(type).ToDictionary(n => n, n => (int)Enum.Parse(type, n)));
            checkedEnums++;
        }

        Assert.Equal(26, checkedEnums);
    }

    private static string Ours(JsonElement facts) =>
        "Orthanc" + facts.GetProperty("name").GetString()!.TrimStart('_').Replace("OrthancPlugin", "", StringComparison.Ordinal);

    private static void CheckStruct(Type type, JsonElement facts)
    {
        Assert.Equal(facts.GetProperty("size").GetInt32(), Marshal.SizeOf(type));
        var expected = facts.GetProperty("fields").EnumerateArray()
            .Select(f => (Name: f.GetProperty("name").GetString()!.ToUpperInvariant(), Offset: f.GetProperty("offset").GetInt32()));
        var actual = type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(f => (Name: f.Name.ToUpperInvariant(), Offset: (int)Marshal.OffsetOf(type, f.Name)));
        Assert.Equal(expected, actual);
    }
}
