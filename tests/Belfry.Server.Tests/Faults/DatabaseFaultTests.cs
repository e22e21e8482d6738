using Belfry.Cli;
using Belfry.Server.Composition;
using Belfry.Server.Tests.Processes;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests.Faults;

/// <summary>An index that is damaged, before the start and while the server runs: a clear word, and all instances back after a rebuild.</summary>
public sealed class DatabaseFaultTests
{
    private const int PageLength = 4096;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("header")]
    [InlineData("truncated")]
    [InlineData("text")]
    [InlineData("schema")]
    public async Task Start_DamagedIndex_IsRefusedWithWhatToDoAndRebuildBringsAllBack(string damage)
    {
        await using var server = await FaultyServer.FilledAsync();
        await DamageAsync(server.Index, damage);

        var configuration = Path.Combine(server.Folder, "belfry.json");
        await File.WriteAllTextAsync(configuration, FaultyServer.Configuration, Token);
        var (code, _, errors) = await ServerProcess.RunAsync("serve", configuration, "--dicom-port", "0", "--http-port", "0", "--log-level", "Warning");

        Assert.Equal(ExitCodes.BadFile, code);
        var line = Assert.Single(errors);
        Assert.StartsWith("belfry: The archive in ", line);
        Assert.Contains("index is damaged", line);
        Assert.Contains("--new-index", line);
        await RebuildAsync(server);
        await server.StartAgainAsync();
        await server.AssertNothingLostAsync();
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Run_PagesDamagedMeanwhile_RefusesClearlyAndLivesOnAndRebuildBringsAllBack()
    {
        await using var server = await FaultyServer.FilledAsync();
        await server.StartAgainAsync();
        await DamageAsync(server.Index, "middle");

        var (final, _) = await server.FindAsync();
        Assert.Equal(("C000H", "The archive cannot be read"), ($"{final.Status}", final.ErrorComment));
        var stored = await server.StoreAsync("1.2.9.1");
        Assert.Equal(("A700H", "The index is damaged"), ($"{stored.Status}", stored.ErrorComment));
        var (status, text) = await server.HttpAsync(HttpMethod.Get, "instances");
        Assert.Equal(500, status);
        Assert.Contains("cannot be read", text);
        await server.AssertServesAsync();
        Assert.True(server.HasLine(LogLevel.Error, "could not be stored"));

        await server.StopAsync();
        await RebuildAsync(server);
        await server.StartAgainAsync();
        await server.AssertNothingLostAsync();
        Assert.Equal(0, (await server.StoreAsync("1.2.9.1")).Status.Code);
    }

    [Fact]
    public async Task Start_LaterVersionsIndex_IsRefusedAndNotToBeRebuilt()
    {
        await using var server = await FaultyServer.FilledAsync(1);
        var bytes = await File.ReadAllBytesAsync(server.Index, Token);
        bytes[60] = 0x7F;
        await File.WriteAllBytesAsync(server.Index, bytes, Token);
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => server.StartAgainAsync());
        Assert.Contains("later version", fault.Message);
        Assert.DoesNotContain("--new-index", fault.Message);
    }

    private static async Task RebuildAsync(FaultyServer server)
    {
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(RebuildCommand.Create()), ["rebuild", server.Archive, "--new-index"], output, output, cancellation: Token);
        Assert.True(code == ExitCodes.Success, output.ToString());
    }

    // A stopped server has moved its log into the database.
    private static async Task DamageAsync(string path, string damage)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Token);
        switch (damage)
        {
            case "header":
                bytes.AsSpan(0, 100).Fill(0xA5);
                break;
            case "truncated":
                bytes = bytes[..(bytes.Length / 2)];
                break;
            case "text":
                bytes = [.. Enumerable.Repeat((byte)'x', bytes.Length)];
                break;
            case "schema":
                bytes.AsSpan(100, PageLength - 100).Fill(0xA5);
                break;
            default:
                // Not the first page, where the schema is.
                for (var at = PageLength; at < bytes.Length; at += PageLength)
                    bytes.AsSpan(at, Math.Min(PageLength, bytes.Length - at)).Fill(0xA5);
                break;
        }

        file.Position = 0;
        await file.WriteAsync(bytes, Token);
        file.SetLength(bytes.Length);
    }
}
