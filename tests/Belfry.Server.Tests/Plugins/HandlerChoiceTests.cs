using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Plugins;
using Belfry.TestKit;

namespace Belfry.Server.Tests;

public sealed class HandlerChoiceTests
{
    private static readonly ScriptedFind s_native = ScriptedFind.Of();
    private static readonly ChosenHandler<IFindHandler> s_builtIn = new(ScriptedFind.Of(), null, "archive");

    [Fact]
    public void Choose_Nobody_IsBuiltIn() => Assert.Equal(["archive"], Sources([], null));

    [Fact]
    public void Choose_ManagedPlugin_TakesThePlaceOfTheBuiltIn() => Assert.Equal(["plugin 'a'"], Sources([Plugin("a")], null));

    [Fact]
    public void Choose_NativePlugin_TakesThePlaceOfBothAndSaysSo()
    {
        List<string> passedOver = [];
        Assert.Equal(["native plugin"], Sources([Plugin("a")], s_native, passedOver));
        Assert.Equal(["a"], passedOver);
    }

    [Fact]
    public void Choose_PluginForOneAETitle_StandsBesideWhoAnswersForAll()
    {
        Assert.Equal(["plugin 'a'", "archive"], Sources([Plugin("a", "ROUTER")], null));
        Assert.Equal(["plugin 'a'", "native plugin"], Sources([Plugin("a", "ROUTER")], s_native));
        Assert.Equal(["plugin 'a'", "plugin 'b'", "plugin 'c'"], Sources([Plugin("a", "ROUTER"), Plugin("b"), Plugin("c", "PROXY")], null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ROUTER")]
    public void Choose_TwoForTheSame_NamesBoth(string? title)
    {
        var fault = Assert.Throws<PluginException>(() => Sources([Plugin("a", title), Plugin("b", title)], null));
        Assert.Contains("a, b", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_PluginOfAnotherService_IsNoCandidate() =>
        Assert.Equal(["archive"], Sources([new ManagedPlugin("w", "1", "", "w.dll", ScriptedWorklist.Of())], null));

    private static IEnumerable<string> Sources(IReadOnlyList<ManagedPlugin> managed, IFindHandler? native, List<string>? passedOver = null) =>
        HandlerChoice.Choose("queries", managed, native, s_builtIn, name => passedOver?.Add(name)).Select(static chosen => chosen.Source);

    private static ManagedPlugin Plugin(string name, string? title = null) => new(name, "1", "", $"{name}.dll", ScriptedFind.Of())
    {
        CalledAETitle = title is null ? null : AETitle.Parse(title),
    };
}
