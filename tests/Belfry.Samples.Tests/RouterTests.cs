using Belfry.Conformance;
using Belfry.Server.Composition;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Samples.Tests;

/// <summary><c>samples/router</c> in front of DCMTK's storescp.</summary>
public sealed class RouterTests(ExternalPacs pacs) : IDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryFolder _folder = new();
    private readonly int _scpPort = FreePort.Take();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Section", "PS3.4 B.2")]
    public async Task StoreScu_DestinationThatComesLaterAndAfterARestart_GetsEachInstance()
    {
        await pacs.EntryAsync();
        await using (var server = await StartAsync())
        {
            var (code, output) = await ForeignTool.RunAsync("storescu", "-aet", "CT1", "-aec", "BELFRY", "+sd", "127.0.0.1", $"{server.DicomPort}", pacs.Files);
            Assert.True(code == 0, output);
        }

        var received = Directory.CreateDirectory(Path.Combine(_folder.Path, "received"));
        await using var scp = ForeignServer.Start("storescp", "-od", received.FullName, "-aet", "STORESCP", $"{_scpPort}");
        await scp.WaitForPortAsync(_scpPort, Token);
        await using var again = await StartAsync();
        using var timer = new PeriodicTimer(s_between);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (received.GetFiles().Length < 3)
            await timer.WaitForNextTickAsync(limit.Token);
    }

    [Fact]
    public async Task StoreScu_NoRuleThatFits_IsStoredOnly()
    {
        await pacs.EntryAsync();
        await using var server = await StartAsync();
        var (code, output) = await ForeignTool.RunAsync("storescu", "-aet", "US1", "-aec", "BELFRY", "+sd", "127.0.0.1", $"{server.DicomPort}", pacs.Files);
        Assert.True(code == 0, output);
        Assert.Empty(await server.Running.Jobs.ListAsync(Token));
    }

    [Theory]
    [InlineData("", "There are no rules")]
    [InlineData("\"Router\" : { \"Rules\" : [ { \"To\" : [ \"who\" ] } ] },", "There is no modality \"who\"")]
    [InlineData("\"Router\" : { \"Rules\" : [ { \"Aet\" : \"CT1\", \"To\" : [ \"scp\" ] } ] },", "Rule 1 has other members")]
    public async Task Start_RulesThatAreWrong_AreNamed(string rules, string expected)
    {
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(rules));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private Task<TestServer> StartAsync(string rules = """ "Router" : { "Rules" : [ { "CallingAETitle" : "CT*", "Modality" : "CT", "To" : [ "scp" ] } ] }, """) =>
        TestServer.StartAsync(
            $$"""
            {
              "DicomAet" : "BELFRY", "StorageDirectory" : "storage", "DicomModalities" : { "scp" : [ "STORESCP", "127.0.0.1", {{_scpPort}} ] }, {{rules}}
              "Plugins" : [ "{{SamplePaths.Plugin("Router")}}" ]
            }
            """,
            _folder.Path,
            Token);
}
