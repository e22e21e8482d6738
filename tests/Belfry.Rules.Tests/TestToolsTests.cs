using System.Diagnostics;
using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>
/// What <c>./belfry test</c> does on a machine where nothing is installed: its function, run with a path that holds nothing but fakes,
/// each of which only notes how it was called.
/// </summary>
public sealed class TestToolsTests : IDisposable
{
    /// <summary>The packages whose plugins or programs are looked for in folders, as none in the path shows that they are installed.</summary>
    private const string Plugins = "orthanc-python orthanc-dicomweb orthanc-gdcm orthanc-mysql orthanc-postgresql orthanc-webviewer orthanc-wsi postgresql";

    /// <summary>All plugins are found.</summary>
    private const string AllPlugins = "plugins";

    /// <summary>All but the one of Python.</summary>
    private const string NoPython = "plugins-without-python";

    private readonly string _folder = Directory.CreateTempSubdirectory("belfry-tools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Install_NothingThere_AsksForEachPackage()
    {
        Fake("id", "echo 0");
        var (code, calls, errors) = await InstallAsync("apt-get");
        Assert.Equal(0, code);
        Assert.Contains("apt-get update -q", calls);
        Assert.Contains($"apt-get install -q -y --no-install-recommends dcmtk orthanc {Plugins} chromium curl openssl gcc g++ libc6-dev", calls);
        Assert.DoesNotContain(calls, call => call.StartsWith("sudo", StringComparison.Ordinal));
        Assert.Contains($"installing dcmtk orthanc {Plugins} chromium curl openssl gcc g++ libc6-dev", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("curl openssl chromium findscu dcmdump Orthanc plugins cc", "gcc g++ libc6-dev")]
    [InlineData("curl openssl chromium findscu Orthanc plugins cc c++", "dcmtk")]
    [InlineData("curl openssl chromium findscu dcmdump plugins cc c++", "orthanc")]
    [InlineData("curl openssl chromium findscu dcmdump Orthanc cc c++", Plugins)]
    [InlineData("curl openssl chromium findscu dcmdump Orthanc cc c++ plugins-without-python", "orthanc-python")]
    [InlineData("curl openssl findscu dcmdump Orthanc plugins cc c++", "chromium")]
    [InlineData("openssl chromium findscu dcmdump Orthanc plugins cc c++", "curl")]
    public async Task Install_SomeThere_AsksForTheRest(string there, string missing)
    {
        Fake("id", "echo 0");
        var (code, calls, _) = await InstallAsync(["apt-get", .. there.Split(' ')]);
        Assert.Equal(0, code);
        Assert.Contains($"apt-get install -q -y --no-install-recommends {missing}", calls);
    }

    [Fact]
    public async Task Install_AllThere_CallsNothing()
    {
        var (code, calls, errors) = await InstallAsync("apt-get", "findscu", "dcmdump", "Orthanc", AllPlugins, "chromium", "curl", "openssl", "cc", "c++");
        Assert.Equal((0, ""), (code, errors));
        Assert.Empty(calls);
    }

    [Fact]
    public async Task Install_PluginThatTheSystemLacks_IsLeftOut()
    {
        Fake("id", "echo 0");
        Fake("apt-cache", "[[ $2 != orthanc-wsi ]]");
        var (code, calls, errors) = await InstallAsync("apt-get", "findscu", "dcmdump", "Orthanc", "chromium", "curl", "openssl", "cc", "c++");
        Assert.Equal(0, code);
        Assert.Contains($"apt-get install -q -y --no-install-recommends {Plugins.Replace(" orthanc-wsi", "", StringComparison.Ordinal)}", calls);
        Assert.Contains("orthanc-wsi is not in the package lists; tests that need it are skipped.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_NotAsRoot_GoesThroughSudo()
    {
        Fake("id", "echo 1000");
        Fake("sudo", "note sudo \"$@\"; \"$@\"");
        var (code, calls, _) = await InstallAsync("apt-get", "Orthanc", AllPlugins, "chromium", "curl", "openssl", "cc", "c++");
        Assert.Equal(0, code);
        Assert.Contains("sudo apt-get update -q", calls);
        Assert.Contains("sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends dcmtk", calls);
    }

    [Fact]
    public async Task Install_NeitherRootNorSudo_SaysSoAndGoesOn()
    {
        Fake("id", "echo 1000");
        var (code, calls, errors) = await InstallAsync("apt-get", AllPlugins, "chromium", "curl", "openssl", "cc", "c++");
        Assert.Equal(0, code);
        Assert.Empty(calls);
        Assert.Contains("dcmtk orthanc; only root can install them and there is no 'sudo'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_WithoutApt_SaysWhatIsMissingAndGoesOn()
    {
        var (code, calls, errors) = await InstallAsync(AllPlugins, "chromium", "curl", "openssl", "cc", "c++");
        Assert.Equal(0, code);
        Assert.Empty(calls);
        Assert.Contains("not found and not installed here: dcmtk orthanc", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_AptFails_StopsWithWhatAptSaid()
    {
        Fake("id", "echo 0");
        Fake("apt-get", "echo 'E: no such package'; exit 100");
        var (code, _, errors) = await InstallAsync(AllPlugins, "chromium", "curl", "openssl", "cc", "c++");
        Assert.Equal(1, code);
        Assert.Contains("E: no such package", errors, StringComparison.Ordinal);
        Assert.Contains("could not install dcmtk orthanc", errors, StringComparison.Ordinal);
    }

    private async Task<(int Code, string[] Calls, string Errors)> InstallAsync(params string[] tools)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "skipped: there is no bash");
        foreach (var tool in tools)
            Fake(tool, $"note {tool} \"$@\"");
        foreach (var (name, body) in new[]
        {
            ("find", tools.Contains(AllPlugins) ? "echo there" : tools.Contains(NoPython) ? "[[ $* == *Python* ]] || echo there" : ":"), ("tee", "while read -r _; do :; done"), ("chmod", ":"), ("rm", ":"), ("systemctl", ":"),
            ("tail", "while IFS= read -r line; do echo \"$line\"; done <\"$2\""),
            ("env", "while [[ ${1:-} == *=* ]]; do shift; done; \"$@\""),
        })
        {
            Fake(name, body);
        }

        // The real path is needed until the script has been read, and nothing after it.
        var script = $"source '{Path.Combine(Repository.Current.Root, "belfry")}'; artifacts='{_folder}'; PATH='{_folder}/bin'; install_test_tools";
        Directory.CreateDirectory(Path.Combine(_folder, "log"));
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var log = Path.Combine(_folder, "calls");
        return (process.ExitCode, File.Exists(log) ? await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken) : [], errors);
    }

    /// <summary>A program that does the body; the first one of a name stays.</summary>
    private void Fake(string name, string body)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, name);
        if (OperatingSystem.IsWindows() || File.Exists(path))
            return;
        File.WriteAllText(path, $"#!/bin/bash\nnote() {{ echo \"$*\" >>'{_folder}/calls'; }}\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
