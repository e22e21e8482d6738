using System.Diagnostics;
using Xunit;

namespace Belfry.Rules.Tests;

/// <summary>What the script of the repository does not know it refuses, before it builds or writes anything.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("publish --output folder", "'publish' has no option '--output'")]
    [InlineData("publish --ahead folder other", "'publish' does not take 'other'")]
    [InlineData("publish folder --aheadd", "'publish' has no option '--aheadd'")]
    [InlineData("pack --version 2 folder", "'pack' has no option '--version'")]
    [InlineData("pack folder other", "'pack' does not take 'other'")]
    [InlineData("test --filter Network", "'test' has no option '--filter'")]
    [InlineData("api Belfry.Sdk", "'api' does not take 'Belfry.Sdk'")]
    public async Task Command_WithWhatItDoesNotTake_IsRefusedWithItsUse(string arguments, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "skipped: there is no bash");
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(Repository.Current.Root, "belfry"), .. arguments.Split(' ')]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, ""), (process.ExitCode, await output));
        var lines = errors.TrimEnd().Split('\n');
        Assert.Equal($"belfry: {expected}; it is called like this:", lines[0]);
        Assert.StartsWith($" ./belfry {arguments.Split(' ')[0]} ", Assert.Single(lines[1..]), StringComparison.Ordinal);
    }
}
