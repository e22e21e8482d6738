using System.Text.Json;
using Xunit;

namespace Belfry.Worklists.Tests;

public sealed class FolderWorklistOptionsTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Worklists": {}}""")]
    [InlineData("""{"Worklists": {"Enable": false, "Database": "x"}}""")]
    public void FromConfiguration_NotEnabled_IsNull(string json) => Assert.Null(Read(json));

    [Theory]
    [InlineData("Database")]
    [InlineData("Directory")]
    public void FromConfiguration_RelativeFolder_StartsAtTheConfiguration(string key)
    {
        var options = Read($$$"""{"Worklists": {"Enable": true, "{{{key}}}": "lists", "FilterIssuerAet": true, "LimitAnswers": 5}}""");
        Assert.NotNull(options);
        Assert.Equal(Path.GetFullPath("/etc/belfry/lists"), options.Folder);
        Assert.True(options.FilterIssuerAet);
        Assert.Equal(5, options.LimitAnswers);
    }

    [Theory]
    [InlineData("""{"Worklists": {"Enable": true}}""", "Worklists.Database")]
    [InlineData("""{"Worklists": {"Enable": "yes"}}""", "Worklists.Enable")]
    [InlineData("""{"Worklists": {"Enable": true, "Database": 7}}""", "Worklists.Database")]
    [InlineData("""{"Worklists": {"Enable": true, "Database": "x", "LimitAnswers": -1}}""", "Worklists.LimitAnswers")]
    [InlineData("""{"Worklists": 5}""", "Worklists")]
    public void FromConfiguration_WrongValue_NamesTheKey(string json, string key) =>
        Assert.Contains(key, Assert.Throws<FormatException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static FolderWorklistOptions? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return FolderWorklistOptions.FromConfiguration(document.RootElement.Clone(), "/etc/belfry");
    }
}
