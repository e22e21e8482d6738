using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>What deploy/ says is so: paths that are copied exist, ports and folders are the same everywhere, commands are there.</summary>
public sealed partial class DeploymentRules
{
    private static readonly string s_container = Repository.Current.ReadText("deploy/Containerfile");
    private static readonly string s_unit = Repository.Current.ReadText("deploy/belfry.service");
    private static readonly string s_configuration = Repository.Current.ReadText("deploy/belfry.json");

    [Fact]
    public void Container_FilesThatItCopies_Exist() => Assert.All(Copied().Matches(s_container).Select(static match => match.Groups[1].Value), static path =>
        Assert.True(Path.Exists(Path.Combine(Repository.Current.Root, path)), path));

    [Theory]
    [InlineData("DicomPort")]
    [InlineData("HttpPort")]
    public void Container_PortsOfTheConfiguration_AreExposed(string key)
    {
        var port = Regex.Match(s_configuration, $"\"{key}\" : ([0-9]+)").Groups[1].Value;
        Assert.Matches($@"(?m)^EXPOSE .*\b{port}\b", s_container);
        Assert.Contains($"| `{key}` | {port} |", Repository.Current.ReadText("docs/configuration.md"));
    }

    [Fact]
    public void Data_Folder_IsTheVolumeAndTheStateDirectory()
    {
        var folder = StorageFolder().Match(s_configuration).Groups[1].Value;
        Assert.Contains($"VOLUME {folder}\n", s_container.ReplaceLineEndings("\n"));
        Assert.Contains($"StateDirectory={Path.GetFileName(folder)}\n", s_unit.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Commands_OfUnitAndContainer_AreThoseOfThePublishedServer()
    {
        const string program = "/opt/belfry/Belfry.Server";
        Assert.Contains($"ExecStart={program} serve /etc/belfry", s_unit);
        Assert.Contains($"ENTRYPOINT [\"{program}\"]", s_container);
        Assert.Contains("CMD [\"serve\", \"/etc/belfry\"]", s_container);
        Assert.Contains($"CMD [\"{program}\", \"echo\", ", s_container);
        Assert.Contains("./belfry publish /opt/belfry", Repository.Current.ReadText("docs/deployment.md"));
        var commands = Repository.Current.CSharpFiles.Where(static file => file.Path.StartsWith("src/", StringComparison.Ordinal)).ToList();
        Assert.All((string[])["serve", "echo"], name => Assert.Contains(commands, file => file.Text.Contains($"new Command(\"{name}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Container_User_IsNotRoot() => Assert.Matches(@"(?m)^USER (?!root|0)\S+", s_container);

    [Fact]
    public async Task Unit_Systemd_FindsNoFault()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "There is no systemd-analyze");
        var folder = Directory.CreateTempSubdirectory("belfry-unit-");
        try
        {
            // Programs and users have to be there for it.
            var unit = s_unit.Replace("/opt/belfry/Belfry.Server", "/bin/true", StringComparison.Ordinal).Replace("=belfry\nGroup=belfry", "=root\nGroup=root", StringComparison.Ordinal);
            var path = Path.Combine(folder.FullName, "belfry.service");
            await File.WriteAllTextAsync(path, unit, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", path]) { RedirectStandardError = true, RedirectStandardOutput = true };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("systemd-analyze");
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("belfry.service", errors);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"(?m)^COPY (?!--from)(\S+) ")]
    private static partial Regex Copied();

    [GeneratedRegex("\"StorageDirectory\" : \"([^\"]+)/archive\"")]
    private static partial Regex StorageFolder();
}
