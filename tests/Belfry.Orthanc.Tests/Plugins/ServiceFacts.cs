using System.Text.Json;
using System.Text.RegularExpressions;
using Belfry.Orthanc.Abi;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>The services of the interface as <c>eng/abi</c> lists them, and which of them the dispatch has a case for.</summary>
internal sealed partial record ServiceFacts(int Code, string Name, bool IsServed, UnservedArea? Area)
{
    private static readonly string s_root = Path.Combine(TestData.Path(), "..", "..");

    /// <summary>All, in the order of the codes.</summary>
    public static IReadOnlyList<ServiceFacts> All { get; } = Read();

    /// <summary>Those that the dispatch has no case for.</summary>
    public static IEnumerable<ServiceFacts> Unserved => All.Where(s => !s.IsServed);

    /// <summary>A text of the repository.</summary>
    public static string ReadText(params string[] path) => File.ReadAllText(Path.Combine([s_root, .. path]));

    private static List<ServiceFacts> Read()
    {
        var dispatched = Cases().Matches(ReadText("src", "Belfry.Orthanc", "Abi", "ServiceDispatch.cs")).Select(m => m.Groups[1].Value).ToHashSet();
        using var facts = JsonDocument.Parse(ReadText("eng", "abi", "orthanc-plugin-abi-1.12.11.json"));
        return
        [
            .. from service in facts.RootElement.GetProperty("services").EnumerateArray()
               let code = service.GetProperty("code").GetInt32()
               let name = service.GetProperty("name").GetString()!["_OrthancPluginService_".Length..]
               orderby code
               select new ServiceFacts(code, name, dispatched.Contains(name), UnservedServices.AreaOf((OrthancService)code)),
        ];
    }

    [GeneratedRegex(@"OrthancService\.(\w+) =>")]
    private static partial Regex Cases();
}
