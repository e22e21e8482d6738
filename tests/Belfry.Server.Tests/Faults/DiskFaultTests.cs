using System.Diagnostics;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Tests.Processes;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Faults;

/// <summary>A disk that is full, that takes no more in the middle of a file, or that cannot be written: refused, told, and gone on when it can.</summary>
public sealed class DiskFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_DiskWithArchiveAndIndexFull_RefusesAndGoesOnWhenThereIsRoomAndLosesNothing()
    {
        await using var server = await FaultyServer.StartAsync();
        await server.StopAsync();
        Directory.Delete(server.Archive, recursive: true);
        Directory.CreateDirectory(server.Archive);
        await MountAsync(server.Archive, "size=6m");
        try
        {
            var ballast = Path.Combine(server.Archive, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[1_000_000], Token);
            await server.StartAgainAsync();
            var statuses = new List<int>();
            for (var i = 1; i <= 40; i++)
                statuses.Add((await server.StoreAsync($"1.2.3.4.{i}", 300_000)).Status.Code);
            Assert.Equal([0, 0xA700], statuses.Distinct().Order());
            var refused = await server.StoreAsync("1.2.3.4.99", 300_000);
            Assert.Equal((0xA700, "The disk is full"), (refused.Status.Code, refused.ErrorComment));
            var file = new DicomFile(FaultyServer.Image("1.2.3.4.98", 300_000), TransferSyntax.ExplicitVRLittleEndian).ToBytes();
            var (status, text) = await server.HttpAsync(HttpMethod.Post, "instances", file);
            Assert.True(status == 507, text);
            await server.AssertNothingLostAsync();

            File.Delete(ballast);
            Assert.Equal(0, (await server.StoreAsync("1.2.3.4.99", 300_000)).Status.Code);
            await server.AssertNothingLostAsync();
            await server.StopAsync();
            await server.StartAgainAsync();
            await server.AssertNothingLostAsync();
        }
        finally
        {
            await server.StopAsync();
            await RunAsync("umount", server.Archive);
        }
    }

    [Fact]
    public async Task Run_FullDiskOnWhichTheLogNeverGotItsLength_RefusesClearlyAndServesAgainAfterAKill()
    {
        await using var server = await FaultyServer.StartAsync();
        await server.StopAsync();
        Directory.Delete(server.Archive, recursive: true);
        Directory.CreateDirectory(server.Archive);
        var configuration = Path.Combine(server.Folder, "belfry.json");
        await File.WriteAllTextAsync(configuration, FaultyServer.Configuration.Replace("{ ", "{ \"DicomModalities\" : { \"peer\" : { \"AET\" : \"PEER\", \"Host\" : \"127.0.0.1\", \"Port\" : 1 } }, ", StringComparison.Ordinal), Token);
        await MountAsync(server.Archive, "size=3m");
        try
        {
            var ballast = Path.Combine(server.Archive, "ballast");
            await using (var process = await ServerProcess.StartAsync(configuration))
            {
                for (var i = 1; i <= 40; i++)
                    await server.StoreAsync(process.DicomPort, $"1.2.3.4.{i}", 512);
                Fill(ballast);
                var refused = await server.StoreAsync(process.DicomPort, "1.2.3.4.99", 512);
                Assert.Equal((0xA700, "The disk is full"), (refused.Status.Code, refused.ErrorComment));

                using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{process.HttpPort}/") };
                var patients = await client.GetStringAsync("patients", Token);
                using var deleted = await client.DeleteAsync($"patients/{System.Text.Json.JsonDocument.Parse(patients).RootElement[0].GetString()}", Token);
                Assert.Equal(507, (int)deleted.StatusCode);
                Assert.Contains("full", await deleted.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

                await using var association = await FaultyServer.AssociateAsync(process.DicomPort, CommitmentSopClass.PushModel);
                var action = await CommitmentHost.RequestAsync(association, new CommitmentAction(new DicomUid("1.2.9"), [new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.3.4.1"))]), Token);
                Assert.Equal((0x0213, "The disk is full, or cannot be written"), (action.Status.Code, action.ErrorComment));
                await process.KillAsync();
            }

            Fill(ballast);
            await using (var process = await ServerProcess.StartAsync(configuration))
            {
                Assert.Superset(server.Acknowledged.ToHashSet(), (await FaultyServer.FindAsync(process.DicomPort)).Found);
                Assert.Equal(0xA700, (await server.StoreAsync(process.DicomPort, "1.2.3.4.99", 512)).Status.Code);
                File.Delete(ballast);
                Assert.Equal(0, (await server.StoreAsync(process.DicomPort, "1.2.3.4.99", 512)).Status.Code);
                await process.TerminateAsync();
                Assert.Equal(0, (await process.EndAsync()).Code);
            }

            // Without a log, which a stop takes away, there is nothing that could be opened.
            Fill(ballast);
            var (code, _, errors) = await ServerProcess.RunAsync("serve", configuration, "--dicom-port", "0", "--http-port", "0");
            Assert.Equal(ExitCodes.BadFile, code);
            Assert.EndsWith("make room, and start again; no instance is lost", Assert.Single(errors), StringComparison.Ordinal);
            File.Delete(ballast);
            await server.StartAgainAsync();
            await server.AssertNothingLostAsync();
        }
        finally
        {
            await server.StopAsync();
            await RunAsync("umount", server.Archive);
        }
    }

    // To the last byte that the disk takes.
    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write);
        for (var length = 64 * 1024; length > 0; length /= 2)
        {
            try
            {
                while (true)
                    RandomAccess.Write(file, new byte[length], RandomAccess.GetLength(file));
            }
            catch (IOException)
            {
                // Smaller pieces may still fit.
            }
        }
    }

    [Fact]
    public async Task Start_DiskThatCannotBeWritten_IsRefusedWithTheFolder()
    {
        await using var server = await FaultyServer.FilledAsync(1);
        await RunAsync("mount", "--bind", server.Archive, server.Archive);
        var isMounted = await RunAsync("mount", "-o", "remount,ro,bind", server.Archive) == 0;
        Assert.SkipUnless(isMounted, "Only the administrator of a Linux may mount a folder read-only, and others' permissions do not bind him");
        try
        {
            var configuration = Path.Combine(server.Folder, "belfry.json");
            await File.WriteAllTextAsync(configuration, FaultyServer.Configuration, Token);
            var (code, _, errors) = await ServerProcess.RunAsync("serve", configuration, "--dicom-port", "0", "--http-port", "0", "--log-level", "Warning");
            Assert.Equal(ExitCodes.BadFile, code);
            var line = Assert.Single(errors);
            Assert.StartsWith($"belfry: The archive in {server.Archive}", line);
            Assert.Contains("Read-only file system", line);
        }
        finally
        {
            await RunAsync("umount", server.Archive);
        }

        await server.StartAgainAsync();
        await server.AssertNothingLostAsync();
    }

    [Fact]
    public async Task Run_WritesThatFailInTheMiddle_AreRefusedAndGoneOnWithAndNothingIsLostByAKill()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/prlimit"), "There is no prlimit, which sets how long a file may become");
        await using var server = await FaultyServer.StartAsync();
        await server.StopAsync();
        var configuration = Path.Combine(server.Folder, "belfry.json");
        await File.WriteAllTextAsync(configuration, FaultyServer.Configuration, Token);
        await using (var process = await ServerProcess.StartWithoutSignalOfLengthAsync(configuration))
        {
            Assert.Equal(0, await RunAsync("prlimit", "--pid", $"{process.Id}", "--fsize=1000000:unlimited"));
            var large = await server.StoreAsync(process.DicomPort, "1.2.3.4.1", 3_000_000);
            Assert.Equal((0xA700, "The disk is full"), (large.Status.Code, large.ErrorComment));
            var statuses = new List<int>();
            for (var i = 2; i <= 60; i++)
                statuses.Add((await server.StoreAsync(process.DicomPort, $"1.2.3.4.{i}", 100_000)).Status.Code);
            Assert.Equal(0, statuses[0]);
            Assert.Contains(0xA700, statuses);
            Assert.Equal(0, (await FaultyServer.FindAsync(process.DicomPort)).Final.Status.Code);

            Assert.Equal(0, await RunAsync("prlimit", "--pid", $"{process.Id}", "--fsize=unlimited"));
            Assert.Equal(0, (await server.StoreAsync(process.DicomPort, "1.2.3.4.1", 3_000_000)).Status.Code);
            Assert.Superset(server.Acknowledged.ToHashSet(), (await FaultyServer.FindAsync(process.DicomPort)).Found);
            await process.KillAsync();
        }

        await server.StartAgainAsync();
        await server.AssertNothingLostAsync();
    }

    private static async Task MountAsync(string folder, string options) => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && await RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder) == 0,
        "A small disk cannot be mounted here; only the administrator of a Linux may");

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
            return -1;
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException(program);
        await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }
}
