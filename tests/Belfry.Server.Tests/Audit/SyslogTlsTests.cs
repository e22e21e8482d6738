using Belfry.Audit;
using Belfry.Cli;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Server.Composition;
using Belfry.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Belfry.Server.Tests.Audit;

/// <summary>The audit trail by syslog over TLS, with a repository whose certificate is of an authority of its own.</summary>
public sealed class SyslogTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly SyslogRepository _repository = new();
    private readonly RecordingLoggers _log = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _repository.Dispose();
        _authority.Dispose();
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    [Trait("Section", "PS3.15 A.6")]
    public async Task Server_WithCertificates_SendsFromItsStartToItsEnd()
    {
        using var own = _authority.Issue("localhost", "localhost");
        var (certificate, key) = WriteCertificates();
        var accepting = _repository.AcceptAsync(own, _authority.Trusted);
        var server = await TestServer.StartAsync(
            $$"""
            { "Belfry" : { "Audit" : { "Syslog" : "{{_repository.Address}}", "SyslogTrustedCertificates" : "trusted.pem",
              "SyslogCertificate" : "{{certificate}}", "SyslogPrivateKey" : "{{key}}" } } }
            """,
            _folder.Path,
            Token);
        await using var connection = await accepting;
        Assert.True(connection.Peer?.IsNamed("BELFRY"));
        Assert.Contains("csd-code=\"110120\"", await connection.ReadAsync(), StringComparison.Ordinal);
        await server.DisposeAsync();
        Assert.Contains("csd-code=\"110121\"", await connection.ReadAsync(), StringComparison.Ordinal);

        // The end is told by TLS, so that nobody can cut the trail unseen.
        Assert.Null(await connection.ReadAsync());
    }

    [Fact]
    public async Task Server_CertificateFileIsNone_DoesNotStart()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "trusted.pem"), "none", Token);
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => TestServer.StartAsync(
            $$"""{ "Belfry" : { "Audit" : { "Syslog" : "{{_repository.Address}}", "SyslogTrustedCertificates" : "trusted.pem" } } }""", _folder.Path, Token));
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.StartsWith("Audit trail by syslog over TLS: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another authority", "The certificate of CN=localhost, by CN=Other Authority, is not trusted (")]
    [InlineData("another host", "The certificate of CN=elsewhere is not for localhost.")]
    public async Task Repository_WithAWrongCertificate_IsGivenNothingUntilItHasTheRightOne(string wrong, string reason)
    {
        using var other = new TestAuthority("Other Authority");
        using var wrongOne = wrong == "another host" ? _authority.Issue("elsewhere") : other.Issue("localhost", "localhost");
        using var rightOne = _authority.Issue("localhost", "localhost");
        await using var trail = CreateTrail();
        trail.Record(Something("first"));
        await _repository.RefusedAsync(wrongOne);
        trail.Record(Something("second"));
        var accepting = _repository.AcceptAsync(rightOne);
        await AdvanceUntilAsync(accepting);
        await using var connection = await accepting;
        Assert.Contains("\"first\"", await connection.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"second\"", await connection.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.Id.Id == 7100 && line.Text.StartsWith($"The audit trail cannot be written to {_repository.Address}: {reason}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repository_EndsAConnection_GetsWhatComesNextOnANewOne()
    {
        using var own = _authority.Issue("localhost", "localhost");
        await using var trail = CreateTrail();
        trail.Record(Something("first"));
        await using (var connection = await _repository.AcceptAsync(own))
        {
            Assert.Contains("\"first\"", await connection.ReadAsync(), StringComparison.Ordinal);
            await connection.EndAsync();
        }

        trail.Record(Something("second"));
        await using var next = await _repository.AcceptAsync(own);
        Assert.Contains("\"second\"", await next.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repository_IsGoneForAWhile_GetsWhatCameMeanwhile()
    {
        using var own = _authority.Issue("localhost", "localhost");
        await using var trail = CreateTrail();
        trail.Record(Something("first"));
        var port = _repository.Port;
        await using (var connection = await _repository.AcceptAsync(own))
        {
            Assert.Contains("\"first\"", await connection.ReadAsync(), StringComparison.Ordinal);
            _repository.Stop();
            await connection.EndAsync();
        }

        trail.Record(Something("second"));
        trail.Record(Something("third"));
        while (_log.Lines.All(static line => line.Id.Id != 7100))
            await Task.Yield();
        _repository.StartAgain(port);
        var accepting = _repository.AcceptAsync(own);
        await AdvanceUntilAsync(accepting);
        await using var next = await accepting;
        Assert.Contains("\"second\"", await next.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"third\"", await next.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trail_OfASinkThatTakesNothing_KeepsAHundredThousandAndTellsOfTheOthers()
    {
        var sink = new HeldSink();
        await using (var trail = new AuditTrail("site", [sink], _log.CreateLogger("Belfry.Audit"), _clock))
        {
            trail.Record(Something("taken"));
            await sink.Entered.WaitAsync(Token);
            for (var i = 0; i < 100_007; i++)
                trail.Record(Something("waits"));
            sink.Release();
        }

        Assert.Equal(100_001, sink.Count);
        Assert.Contains(_log.Lines, static line => line is { Id.Id: 7101, Level: LogLevel.Critical, Text: "The audit trail dropped 7 messages for held, which had too many waiting" });
    }

    private static AuditEvent Something(string id) =>
        new(AuditCode.InstancesAccessed, AuditAction.Read, AuditOutcome.Success) { Objects = [AuditObject.Address(id)] };

    private AuditTrail CreateTrail()
    {
        var sink = new SyslogAuditSink(_repository.Address, "tower", 42, () => new TlsSettings { Trusted = _authority.Trusted });
        return new AuditTrail("site", [sink], _log.CreateLogger("Belfry.Audit"), _clock);
    }

    private (string Certificate, string Key) WriteCertificates()
    {
        using var belfry = _authority.Issue("BELFRY");
        File.WriteAllText(Path.Combine(_folder.Path, "trusted.pem"), _authority.Pem);
        return belfry.Write(_folder.Path, "belfry");
    }

    // The trail waits before it tries again.
    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
    }

    /// <summary>Takes nothing until it is let.</summary>
    private sealed class HeldSink : IAuditSink
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "held";

        public Task Entered => _entered.Task;

        public int Count { get; private set; }

        public void Release() => _released.SetResult();

        public async ValueTask WriteAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation)
        {
            _entered.TrySetResult();
            await _released.Task.WaitAsync(cancellation);
            Count += messages.Count;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
