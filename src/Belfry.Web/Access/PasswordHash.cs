using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Belfry.Web;

/// <summary>
/// A password that cannot be read back: PBKDF2 with HMAC-SHA-256 (RFC 8018) as <c>pbkdf2-sha256:ITERATIONS:SALT:HASH</c>, salt and hash in base64.
/// Thread-safe.
/// </summary>
public static class PasswordHash
{
    private const string Prefix = "pbkdf2-sha256:";
    private const int Iterations = 600_000;
    private const int MaxIterations = 10_000_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    /// <summary>Hashes a password with a salt of its own. It takes some tenths of a second, on purpose.</summary>
    /// <param name="password">In clear.</param>
    public static string Create(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var hash = Derive(password, salt, Iterations, HashLength);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Iterations}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}");
    }

    /// <summary>True for a text that claims to be a hash, well-formed or not.</summary>
    /// <param name="text">What stands in the configuration.</param>
    public static bool IsHash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>True for a hash that <see cref="Verify"/> can use.</summary>
    /// <param name="text">What stands in the configuration.</param>
    public static bool IsWellFormed(string text) => TryParse(text, out _, out _, out _);

    /// <summary>Whether a password is the one that was hashed, or, for a text that is no hash, the same.</summary>
    /// <param name="expected">A hash or a password in clear.</param>
    /// <param name="password">What somebody typed.</param>
    /// <returns>False also for a hash that is not well-formed.</returns>
    public static bool Verify(string expected, string password)
    {
        ArgumentNullException.ThrowIfNull(password);

        // The time that a comparison takes says nothing of the password.
        if (!IsHash(expected))
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(password)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
        return TryParse(expected, out var iterations, out var salt, out var hash)
            && CryptographicOperations.FixedTimeEquals(Derive(password, salt, iterations, hash.Length), hash);
    }

    private static byte[] Derive(string password, byte[] salt, int iterations, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, length);

    private static bool TryParse(string text, out int iterations, out byte[] salt, out byte[] hash)
    {
        (iterations, salt, hash) = (0, [], []);
        if (!IsHash(text) || text[Prefix.Length..].Split(':') is not [var count, var first, var second])
            return false;
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations) || iterations is < 1 or > MaxIterations)
            return false;
        return TryDecode(first, out salt) && TryDecode(second, out hash) && salt.Length >= 8 && hash.Length >= 16;
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        var isDecoded = Convert.TryFromBase64String(text, bytes, out var length);
        bytes = bytes[..length];
        return isDecoded;
    }
}
