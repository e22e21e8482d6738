using Belfry.Cli;
using Belfry.Dicom;
using Belfry.TestKit;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests.Composition;

/// <summary>What an operator reads, and what nobody must read.</summary>
public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _lines = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public async Task Start_WorklistFolder_SaysHowManyItemsItHolds()
    {
        await using (await StartAsync())
        {
        }

        Assert.Equal("The worklist folder holds 12 items", _lines.All.First(line => line.Level == LogLevel.Information).Text);
    }

    [Fact]
    public async Task Find_AQuery_LeavesOneLineThatTellsItsStory()
    {
        await using (var server = await StartAsync())
            Assert.Equal(ExitCodes.Success, await RunAsync("find", $"RIS@localhost:{server.DicomPort}", "--calling", "CT1"));
        var line = Assert.Single(_lines.All, line => line.Level == LogLevel.Information && line.Text.Contains("C-FIND", StringComparison.Ordinal));
        Assert.Matches(
            @"^C-FIND 1 of Modality Worklist Information Model - FIND from CT1 to RIS on association \d+: 12 pending responses in \d+\.\d\d ms, Completed, status 0000H$",
            line.Text);
    }

    [Fact]
    public async Task Log_DownToDebug_HoldsNoPatientData()
    {
        await using (var server = await StartAsync())
        {
            var peer = $"localhost:{server.DicomPort}";
            await RunAsync("find", peer);
            await RunAsync("find", peer, "-k", "PatientName=SecretName*", "-k", "PatientID=SECRET-ID");

            // Refused for its value: a date that is none.
            Assert.Equal(ExitCodes.Refused, await RunAsync("find", peer, "-k", "PatientName=SecretName", "-k", "PatientBirthDate=19260131*"));
        }

        var items = WorklistSamples.Files.Keys.Select(WorklistSamples.Read).ToList();
        var secrets = items.SelectMany(item => new[] { item.GetString(Tags.PatientName), item.GetString(Tags.PatientID), item.GetString(Tags.AccessionNumber) })
            .Where(text => text is { Length: > 2 }).Append("SecretName").Append("SECRET").Append("19260131");
        var all = _lines.All.Where(line => line.Level >= LogLevel.Debug).Select(line => line.Text).ToList();
        Assert.True(all.Count >= 6, string.Join('\n', all));
        foreach (var secret in secrets)
            Assert.DoesNotContain(all, text => text.Contains(secret ?? "", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<int> RunAsync(params string[] arguments) => Tool.RunAsync(Tool.Create(), arguments, TextWriter.Null, TextWriter.Null, cancellation: Token);

    private Task<TestServer> StartAsync()
    {
        WorklistSamples.WriteTo(_folder.Path);
        return TestServer.StartAsync(
            """{ "DicomAlwaysAllowFindWorklist" : true, "Worklists" : { "Enable" : true, "Database" : "." } }""", _folder.Path, Token, _lines);
    }
}
