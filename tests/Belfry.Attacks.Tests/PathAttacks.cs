using System.Net;
using System.Net.Sockets;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Attacks.Tests;

/// <summary>AE titles, UIDs and addresses that are paths.</summary>
[Attack(7)]
public sealed class PathAttacks
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../../../../tmp/x")]
    [InlineData("/etc/passwd")]
    [InlineData("1.2.3/../4")]
    public async Task Instance_WhoseUidIsAPath_IsRefusedAndWritesNowhere(string uid)
    {
        await using var server = await AttackedServer.StartAsync();
        var before = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(server.Folder) ?? "/", "x*").Count();
        var image = AttackedServer.Image("1.2.3.4");
        image.Set(Tags.SOPInstanceUID, VR.UI, Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + "\0"));

        var response = await server.StoreAsync(image.ToBytes(TransferSyntax.ExplicitVRLittleEndian), Uids.ExplicitVRLittleEndian);

        Assert.Equal(0xA900, response.Status);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(server.Folder) ?? "/", "x*").Count());
        Assert.Equal(0, await server.CountAsync());
    }

    [Fact]
    public async Task Instance_WhoseStudyIsAPath_IsKeptWhereTheServerWants()
    {
        await using var server = await AttackedServer.StartAsync();
        var image = AttackedServer.Image("1.2.3.4", patientId: "../../../P");
        Assert.Equal(0, (await server.StoreAsync(image.ToBytes(TransferSyntax.ExplicitVRLittleEndian), Uids.ExplicitVRLittleEndian)).Status);
        Assert.All(Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories), path => Assert.DoesNotContain("..", Path.GetRelativePath(server.Folder, path), StringComparison.Ordinal));
        Assert.Equal(1, await server.CountAsync());
    }

    [Theory]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/console/../../../../etc/passwd")]
    [InlineData("/console/%2e%2e/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/instances/..%2F..%2F..%2Fetc%2Fpasswd/file")]
    [InlineData("/studies/%00/archive")]
    public async Task Address_ThatClimbs_IsNotFound(string path)
    {
        await using var server = await AttackedServer.StartAsync();
        // Sent as it is: a client of the library would tidy it.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.HttpPort, Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Token);
        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }
}
