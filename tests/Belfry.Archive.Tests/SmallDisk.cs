using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>A disk of little room, mounted on a folder until it is disposed of. The test is skipped where that is not possible.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static async Task<SmallDisk> MountAsync(string folder, long length)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only the administrator of a Linux may mount a disk");
        var code = await RunAsync("mount", "-t", "tmpfs", "-o", Size(length), "tmpfs", folder);
        Assert.SkipUnless(code == 0, "A small disk cannot be mounted here");
        return new SmallDisk(folder);
    }

    /// <summary>Gives it another length.</summary>
    public async Task ResizeAsync(long length) => Assert.Equal(0, await RunAsync("mount", "-o", $"remount,{Size(length)}", _folder));

    public async ValueTask DisposeAsync() => await RunAsync("umount", _folder);

    private static string Size(long length) => string.Create(CultureInfo.InvariantCulture, $"size={length}");

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
