using Belfry.Network;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Cli.Tests;

/// <summary>Commands that speak TLS to a peer.</summary>
[Trait("Section", "PS3.15 B")]
public sealed class TlsOptionTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("belfry-tls-").FullName;
    private readonly TestCertificate _server;
    private readonly string[] _own;

    public TlsOptionTests()
    {
        _server = _authority.Issue("BELFRY");
        File.WriteAllText(PathOf("ca.crt"), _authority.Pem);
        using var client = _authority.Issue("CT1");
        var (certificate, key) = client.Write(_folder, "ct1");
        _own = ["--tls-certificate", certificate, "--tls-key", key];
    }

    public void Dispose()
    {
        _server.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Echo_WithAuthorityAndCertificate_IsAnswered()
    {
        await using var peer = await StartAsync();
        var run = await ToolRun.RunAsync(["echo", peer.Address, "--tls-ca", PathOf("ca.crt"), .. _own]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        Assert.Equal("CN=CT1", peer.LastAssociation?.Tls?.Peer?.Subject);
    }

    [Theory]
    [InlineData("BELFRY", ExitCodes.Success)]
    [InlineData("OTHER", ExitCodes.Network)]
    [InlineData("fingerprint", ExitCodes.Success)]
    public async Task Echo_NameOfThePeer_IsCompared(string name, int expected)
    {
        await using var peer = await StartAsync();
        name = name == "fingerprint" ? _server.Peer.Fingerprint.ToLowerInvariant() : name;
        var run = await ToolRun.RunAsync(["echo", peer.Address, "--tls-ca", PathOf("ca.crt"), "--tls-name", name, .. _own]);
        Assert.Equal(expected, run.Code);
    }

    [Fact]
    public async Task Echo_WithoutAuthority_TrustsTheSystemAlone()
    {
        await using var peer = await StartAsync();
        var run = await ToolRun.RunAsync(["echo", peer.Address, "--tls", .. _own]);
        Assert.Equal(ExitCodes.Network, run.Code);
        Assert.Contains("the certificate of CN=BELFRY, by CN=Test Authority, is not trusted", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_OverTls_AsksBySameOptions()
    {
        await using var peer = await StartAsync();
        File.WriteAllText(PathOf("none.dcm"), "no DICOM");
        var run = await ToolRun.RunAsync(["store", peer.Address, PathOf("none.dcm"), "--tls-ca", PathOf("missing.crt"), .. _own]);
        Assert.Equal(ExitCodes.BadFile, run.Code);
        Assert.Contains("missing.crt", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_KeyWithoutCertificate_IsAWrongCommandLine()
    {
        var run = await ToolRun.RunAsync("echo", "localhost", "--tls-key", "a.key");
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("--tls-certificate", run.Errors, StringComparison.Ordinal);
    }

    private Task<LoopbackPeer> StartAsync() => LoopbackPeer.StartAsync(tls: new TlsSettings { Certificate = _server.Context, Trusted = _authority.Trusted });

    private string PathOf(string name) => Path.Combine(_folder, name);
}
