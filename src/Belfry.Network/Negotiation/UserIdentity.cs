using System.Text;

namespace Belfry.Network;

/// <summary>User Identity Negotiation of a request (PS3.7 §D.3.3.7.1). Never logged.</summary>
/// <param name="Type">What the fields hold.</param>
/// <param name="PositiveResponseRequested">The requestor wants an answer when it is accepted.</param>
/// <param name="PrimaryField">Username, ticket, assertion or token.</param>
/// <param name="SecondaryField">The passcode of type 2; else empty.</param>
public sealed record UserIdentity(
    UserIdentityType Type, bool PositiveResponseRequested, ReadOnlyMemory<byte> PrimaryField, ReadOnlyMemory<byte> SecondaryField)
{
    /// <summary>The primary field as text; for types 1, 2, 4 and 5.</summary>
    public string PrimaryText => Encoding.UTF8.GetString(PrimaryField.Span);

    /// <summary>The secondary field as text; for type 2.</summary>
    public string SecondaryText => Encoding.UTF8.GetString(SecondaryField.Span);

    /// <summary>The type alone: credentials do not belong in logs.</summary>
    public override string ToString() => $"User identity of type {(byte)Type}";
}
