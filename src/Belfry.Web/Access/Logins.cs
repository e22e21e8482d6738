using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Belfry.Web;

/// <summary>
/// Knows users by the header of HTTP Basic (RFC 7617). A password that was right is remembered for a while by a keyed hash, since the header comes with each
/// request and a good hash of a password takes long. Thread-safe.
/// </summary>
/// <param name="users">Who may come, by name.</param>
/// <param name="failures">Is told of wrong passwords.</param>
/// <param name="clock">The clock.</param>
internal sealed class Logins(IReadOnlyDictionary<string, HttpUser> users, LoginFailures failures, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(5);
    private const int MaxRemembered = 1024;
    private const int MaxHeaderLength = 4096;

    // Somebody who tries passwords gets half of a small machine and no more.
    private readonly SemaphoreSlim _verifying = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, long> _known = [];
    private readonly Dictionary<string, ClaimsPrincipal> _principals =
        users.ToDictionary(static user => user.Key, static user => HttpRoles.Principal(user.Key, user.Value.Role));

    // Who names nobody that is known shall wait as long as who does.
    private readonly string _nobody = users.Values.Select(static user => user.Password).FirstOrDefault(PasswordHash.IsHash) ?? "";

    /// <summary>The user of a header; null when there is none, or when the password is wrong.</summary>
    public async ValueTask<ClaimsPrincipal?> FindAsync(string authorization, IPAddress? address, CancellationToken cancellation)
    {
        if (!TryRead(authorization, out var name, out var password))
            return null;
        var proof = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}:{password}")));
        if (_known.TryGetValue(proof, out var since) && clock.GetElapsedTime(since) < _memory)
            return _principals[name];
        await _verifying.WaitAsync(cancellation);
        try
        {
            var expected = users.TryGetValue(name, out var user) ? user.Password : _nobody;
            var isRight = PasswordHash.IsHash(expected)
                ? await Task.Run(() => PasswordHash.Verify(expected, password), cancellation)
                : PasswordHash.Verify(expected, password);
            if (user is null || !isRight)
            {
                failures.Add(name, address);
                return null;
            }
        }
        finally
        {
            _verifying.Release();
        }

        Remember(proof);
        return _principals[name];
    }

    /// <summary>Whom a header says it is from; null when it does not say. Nothing is proved by that.</summary>
    public static string? NameOf(string authorization) => TryRead(authorization, out var name, out _) ? name : null;

    public void Dispose() => _verifying.Dispose();

    private void Remember(string proof)
    {
        if (_known.Count >= MaxRemembered)
        {
            foreach (var (old, since) in _known)
            {
                if (clock.GetElapsedTime(since) >= _memory)
                    _known.TryRemove(old, out _);
            }

            if (_known.Count >= MaxRemembered)
                _known.Clear();
        }

        _known[proof] = clock.GetTimestamp();
    }

    private static bool TryRead(string authorization, out string name, out string password)
    {
        (name, password) = ("", "");
        if (authorization.Length > MaxHeaderLength || !AuthenticationHeaderValue.TryParse(authorization, out var header))
            return false;
        if (!string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } encoded)
            return false;
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':');
        if (colon < 0)
            return false;
        (name, password) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
