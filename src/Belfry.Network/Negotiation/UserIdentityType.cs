namespace Belfry.Network;

/// <summary>User-Identity-Type (PS3.7 Table D.3-14). Values not listed may come from the wire; a policy refuses or ignores them.</summary>
public enum UserIdentityType : byte
{
    /// <summary>Username as UTF-8.</summary>
    Username = 1,

    /// <summary>Username and passcode, both as UTF-8.</summary>
    UsernameAndPasscode = 2,

    /// <summary>Kerberos service ticket.</summary>
    Kerberos = 3,

    /// <summary>SAML assertion.</summary>
    Saml = 4,

    /// <summary>JSON Web Token.</summary>
    JsonWebToken = 5,
}
