using Belfry.Cli;
using Belfry.Network;
using Belfry.Server.Configuration;

namespace Belfry.Server.Composition;

/// <summary>
/// The certificates of files, for handshakes: those files are looked at by each, and read again when they have changed. What cannot be used then is told of
/// once, and the former certificates stay. Thread-safe.
/// </summary>
internal sealed partial class TlsCertificates
{
    // Time enough for whoever has to renew one.
    private static readonly TimeSpan _soon = TimeSpan.FromDays(30);

    private readonly TlsFileSettings _settings;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private volatile TlsSettings _current;
    private FileStamp[] _stamps;

    private TlsCertificates(TlsFileSettings settings, ILogger logger, TimeProvider clock)
    {
        _settings = settings;
        _logger = logger;
        _clock = clock;
        _stamps = Look();
        _current = Read();
    }

    /// <summary>How TLS is spoken now.</summary>
    public TlsSettings Current
    {
        get
        {
            // Who comes while another looks has what was there before.
            if (!_lock.TryEnter())
                return _current;
            try
            {
                var stamps = Look();
                if (!stamps.AsSpan().SequenceEqual(_stamps))
                {
                    _stamps = stamps;
                    _current = Read();
                    LogReadAgain(_settings.Purpose);
                }
            }
            catch (IOException fault)
            {
                LogKept(_settings.Purpose, fault.Message);
            }
            finally
            {
                _lock.Exit();
            }

            return _current;
        }
    }

    /// <exception cref="ServerStartException">A file has no certificate, no key, or one for another certificate.</exception>
    public static TlsCertificates Load(TlsFileSettings settings, ILogger logger, TimeProvider clock)
    {
        try
        {
            return new TlsCertificates(settings, logger, clock);
        }
        catch (IOException fault)
        {
            throw new ServerStartException(ExitCodes.Usage, $"{settings.Purpose}: {fault.Message}", fault);
        }
    }

    private FileStamp[] Look() => [.. _settings.Files.Select(FileStamp.Of)];

    private TlsSettings Read()
    {
        var own = _settings.CertificateFile is { } file ? TlsCertificateFile.Load(file, _settings.PrivateKeyFile, _clock) : null;
        if (own?.TargetCertificate is { } certificate && certificate.NotAfter.ToUniversalTime() < (_clock.GetUtcNow() + _soon).UtcDateTime)
            LogEndsSoon(_settings.Purpose, certificate.Subject, certificate.NotAfter);
        return new TlsSettings
        {
            Certificate = own,
            Trusted = _settings.TrustedFile is { } trusted ? TrustedCertificates.Load(trusted) : null,
            PeerCertificates = _settings.PeerCertificates,
            Protocols = _settings.Protocols,
            CipherSuites = _settings.CipherSuites ?? TlsCipherSuites.All,
            Clock = _clock,
        };
    }

    [LoggerMessage(5071, LogLevel.Information, "{Purpose}: the certificates have changed, and are used from now on")]
    private partial void LogReadAgain(string purpose);

    [LoggerMessage(5072, LogLevel.Error, "{Purpose}: the certificates have changed and cannot be used, so the former ones stay: {Problem}")]
    private partial void LogKept(string purpose, string problem);

    [LoggerMessage(5073, LogLevel.Warning, "{Purpose}: the certificate of {Subject} is valid until {Until:yyyy-MM-dd} only")]
    private partial void LogEndsSoon(string purpose, string subject, DateTime until);

    /// <summary>By what a file is known to have changed: that which its name, or a link of that name, leads to.</summary>
    private readonly record struct FileStamp(long Length, DateTime Written)
    {
        public static FileStamp Of(string path)
        {
            try
            {
                using var handle = File.OpenHandle(path);
                return new FileStamp(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Missing, or not to be read: that is a state too, and reading says what is wrong.
                return new FileStamp(-1, default);
            }
        }
    }
}
