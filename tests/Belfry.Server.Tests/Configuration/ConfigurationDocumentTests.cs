using System.Text;
using Belfry.Server.Configuration;

namespace Belfry.Server.Tests.Configuration;

public sealed class ConfigurationDocumentTests : IDisposable
{
    private static readonly VariableSubstitution _variables = new(name => name == "SET" ? "value" : null);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_CommentsAndTrailingCommas_AreRead()
    {
        var file = _folder.Write("a.json", """
            // first
            { /* second */ "Name" : "A // not a comment", // third
              "Plugins" : [ "x", ], }
            """);
        var root = ConfigurationDocument.Load(file, _variables).Root;
        Assert.Equal("A // not a comment", root["Name"]?.Text);
        Assert.Equal(2, root["Name"]?.Position.Line);
        Assert.Equal(["x"], root["Plugins"]?.Items.Select(item => item.Text));
    }

    [Fact]
    public void Load_Folder_MergesItsFilesInOrder()
    {
        _folder.Write("b.json", """{ "DicomAet" : "B" }""");
        _folder.Write("a.json", """{ "Name" : "A" }""");
        _folder.Write("ignored.txt", "not JSON");
        var document = ConfigurationDocument.Load(_folder.Path, _variables);
        Assert.Equal(["Name", "DicomAet"], document.Root.Members.Keys);
        Assert.Equal(_folder.Path, document.Folder);
    }

    [Fact]
    public void Load_OneKeyInTwoFiles_NamesBoth()
    {
        _folder.Write("a.json", "{\n\"Name\" : \"A\" }");
        _folder.Write("b.json", """{ "Name" : "B" }""");
        var fault = Assert.Throws<ConfigurationException>(() => ConfigurationDocument.Load(_folder.Path, _variables));
        Assert.Contains("\"Name\" is in two files", fault.Message);
        Assert.Contains("a.json:2", fault.Message);
        Assert.Contains("b.json:1", fault.Message);
    }

    [Theory]
    [InlineData("{ \"Name\" : \"x\"\n \"Other\" : 1 }", "a.json:2: not JSON")]
    [InlineData("", "a.json:1: not JSON")]
    [InlineData("{} {}", "a.json:1: not JSON")]
    [InlineData("\n[]", "a.json:2: a list is not a configuration")]
    public void Load_NotAConfiguration_NamesFileAndLine(string text, string expected)
    {
        var file = _folder.Write("a.json", text);
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => ConfigurationDocument.Load(file, _variables)).Message);
    }

    [Fact]
    public void Load_NothingThere_SaysSo() =>
        Assert.Contains("no such file", Assert.Throws<ConfigurationException>(
            () => ConfigurationDocument.Load(Path.Combine(_folder.Path, "missing.json"), _variables)).Message);

    [Fact]
    public void Load_EmptyFolder_SaysSo() =>
        Assert.Contains("no *.json", Assert.Throws<ConfigurationException>(() => ConfigurationDocument.Load(_folder.Path, _variables)).Message);

    [Fact]
    public void Load_KeyTwiceInOneFile_LastCountsWithAWarning()
    {
        var document = ConfigurationDocument.Load(_folder.Write("a.json", """{ "Name" : "A", "Name" : "B" }"""), _variables);
        Assert.Equal("B", document.Root["Name"]?.Text);
        Assert.Contains("second time", Assert.Single(document.Warnings));
    }

    [Theory]
    [InlineData("${SET}", "value")]
    [InlineData("a${SET}b${SET}", "avaluebvalue")]
    [InlineData("${MISSING:-other}", "other")]
    [InlineData("${MISSING:-}", "")]
    [InlineData("${SET:-other}", "value")]
    [InlineData("$SET {SET} $${", "$SET {SET} $${")]
    public void Load_Variables_AreReplaced(string written, string expected)
    {
        var document = ConfigurationDocument.Load(_folder.Write("a.json", $$"""{ "Name" : "{{written}}" }"""), _variables);
        Assert.Equal(expected, document.Root["Name"]?.Text);
    }

    [Fact]
    public void Load_VariableWithoutValue_NamesVariableAndKey()
    {
        var file = _folder.Write("a.json", """{ "Worklists" : { "Database" : "${MISSING}/w" } }""");
        var message = Assert.Throws<ConfigurationException>(() => ConfigurationDocument.Load(file, _variables)).Message;
        Assert.Contains("Worklists.Database", message);
        Assert.Contains("MISSING", message);
    }

    [Fact]
    public void ToJson_OfAMergedConfiguration_IsPlainJsonWithTheEnvironmentPutIn()
    {
        _folder.Write("a.json", """{ "Own" : { "B" : [1.50, true, null, "${SET}"] } /* gone */ }""");
        _folder.Write("b.json", """{ "Name" : "x" }""");
        var json = Encoding.UTF8.GetString(ConfigurationDocument.Load(_folder.Path, _variables).ToJson());
        Assert.Equal("""{"Own":{"B":[1.50,true,null,"value"]},"Name":"x"}""", json.Replace("\n", "").Replace(" ", ""));
    }
}
