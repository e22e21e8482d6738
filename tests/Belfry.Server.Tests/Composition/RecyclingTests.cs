using Belfry.Archive;
using Belfry.Cli;
using Belfry.Dicom;

namespace Belfry.Server.Tests.Composition;

/// <summary>What the whole server does at a limit of its archive.</summary>
public sealed class RecyclingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_AtTheLimit_DeletesTheOldestPatientThatIsNotProtected()
    {
        await using var server = await StartAsync("Recycle");
        await StoreAsync(server, 1, ExitCodes.Success);
        var archive = server.Running.Archive ?? throw new InvalidOperationException("There is no archive.");
        Assert.True(await archive.Index.ProtectAsync(ArchiveId.OfPatient("P1"), isProtected: true, Token));
        await StoreAsync(server, 2, ExitCodes.Success);
        await StoreAsync(server, 3, ExitCodes.Success);

        Assert.Equal((true, false, true), (await HasAsync(server, 1), await HasAsync(server, 2), await HasAsync(server, 3)));
    }

    [Fact]
    public async Task Store_AtTheLimitInModeReject_IsRefusedAndDeletesNothing()
    {
        await using var server = await StartAsync("Reject");
        await StoreAsync(server, 1, ExitCodes.Success);
        await StoreAsync(server, 2, ExitCodes.Success);
        Assert.Contains("A700H", await StoreAsync(server, 3, ExitCodes.Refused));

        Assert.Equal((true, true, false), (await HasAsync(server, 1), await HasAsync(server, 2), await HasAsync(server, 3)));
    }

    private Task<TestServer> StartAsync(string mode) => TestServer.StartAsync(
        $$"""{ "StorageDirectory" : "archive", "DicomAlwaysAllowFind" : true, "MaximumPatientCount" : 2, "MaximumStorageMode" : "{{mode}}" }""", _folder.Path, Token);

    private async Task<string> StoreAsync(TestServer server, int number, int expected)
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, $"1.2.{number}.1.1" },
            { Tags.PatientID, $"P{number}" },
            { Tags.StudyInstanceUID, $"1.2.{number}" },
            { Tags.SeriesInstanceUID, $"1.2.{number}.1" },
        };
        var path = Path.Combine(_folder.Path, $"{number}.dcm");
        await File.WriteAllBytesAsync(path, new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
        var (code, output) = await RunAsync("store", $"127.0.0.1:{server.DicomPort}", path);
        Assert.Equal(expected, code);
        return output;
    }

    private static async Task<bool> HasAsync(TestServer server, int number) =>
        (await RunAsync("find", $"127.0.0.1:{server.DicomPort}", "-P", "-k", $"PatientID=P{number}")).Code == ExitCodes.Success;

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(), arguments, output, output, cancellation: Token);
        return (code, output.ToString());
    }
}
