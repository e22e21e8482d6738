using Belfry.Cli;
using Belfry.Dicom;

namespace Belfry.Server.Tests.Faults;

/// <summary>Files of indexed instances that are gone, cut or changed: those alone fail, and come back with their file.</summary>
public sealed class InstanceFileFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("missing", 512)]
    [InlineData("cut", 512)]
    [InlineData("missing", 600_000)]
    [InlineData("cut", 600_000)]
    [InlineData("longer", 600_000)]
    public async Task Retrieve_DamagedFile_FailsForItAloneUntilTheFileIsBack(string damage, int pixels)
    {
        await using var server = await FaultyServer.StartAsync();
        await server.StoreAsync("1.2.3.4.1", pixels);
        var victim = Assert.Single(server.Files);
        await server.StoreAsync("1.2.3.4.2", pixels);
        var whole = await File.ReadAllBytesAsync(victim, Token);
        switch (damage)
        {
            case "missing":
                File.Delete(victim);
                break;
            case "cut":
                await File.WriteAllBytesAsync(victim, whole[..^100], Token);
                break;
            default:
                await File.WriteAllBytesAsync(victim, [.. whole, 1, 2, 3], Token);
                break;
        }

        Assert.Equal((ExitCodes.Partly, 1), await GetAsync(server));
        Assert.Equal(2, (await server.FindAsync()).Found.Count);
        var id = Archive.ArchiveId.OfInstance("P1", new DicomUid("1.2.3"), new DicomUid("1.2.3.4"), new DicomUid("1.2.3.4.1"));
        var (status, text) = await server.HttpAsync(HttpMethod.Get, $"instances/{id}/file");
        Assert.Equal((500, true), (status, text.Contains(damage == "missing" ? "\"OrthancStatus\": 13" : "\"OrthancStatus\": 20", StringComparison.Ordinal)));
        await server.AssertServesAsync();

        await File.WriteAllBytesAsync(victim, whole, Token);
        Assert.Equal((ExitCodes.Success, 2), await GetAsync(server));
        await server.AssertNothingLostAsync();
    }

    /// <summary>C-GET of the study: how the tool ends, and how many instances came.</summary>
    private static async Task<(int Code, int Instances)> GetAsync(FaultyServer server)
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(), ["get", $"BELFRY@127.0.0.1:{server.DicomPort}", "-k", "StudyInstanceUID=1.2.3", "-o", folder.Path], output, output, cancellation: Token);
        return (code, Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count());
    }
}
