using System.Security.Authentication;
using Belfry.Server.Composition;
using Belfry.Server.Configuration;
using Belfry.Server.Tests.Faults;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Tls;

/// <summary>The computer's clock is set while certificates are in use: those stay, and are read again when their files have changed and not before.</summary>
public sealed class CertificateClockTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(-1, null)]
    [InlineData(10 * 365 * 24, "was valid until")]
    [InlineData(-10 * 365 * 24, "is valid from")]
    public void Current_TimeOfDayIsSet_ChangesWithItsFilesAlone(int hours, string? problem)
    {
        using var first = _authority.Issue("BELFRY");
        using var second = _authority.Issue("BELFRY");
        var (file, key) = first.Write(_folder.Path, "belfry");
        var clock = new SteppedClock();
        var settings = new TlsFileSettings { Purpose = "Test", CertificateFile = file, PrivateKeyFile = key, Protocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        var certificates = TlsCertificates.Load(settings, _log.CreateLogger("Test"), clock);
        var before = certificates.Current;

        clock.Set(TimeSpan.FromHours(hours));
        Assert.Same(before, certificates.Current);
        Assert.DoesNotContain(_log.All, static line => line.Id is 5071 or 5072);

        second.Write(_folder.Path, "belfry");
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var after = certificates.Current;

        if (problem is null)
        {
            Assert.Equal(second.Certificate.Thumbprint, after.Certificate?.TargetCertificate.Thumbprint);
        }
        else
        {
            Assert.Same(before, after);
            var line = Assert.Single(_log.All, static line => line.Id == 5072);
            Assert.Contains(problem, line.Text, StringComparison.Ordinal);
            Assert.Contains($"this computer's clock says {clock.GetUtcNow():yyyy-MM-dd}", line.Text, StringComparison.Ordinal);
        }
    }
}
