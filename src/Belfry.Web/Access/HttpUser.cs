namespace Belfry.Web;

/// <summary>Somebody who may use HTTP. Immutable.</summary>
/// <param name="Password">In clear, or as <see cref="PasswordHash.Create(string)"/> makes it.</param>
/// <param name="Role">The highest of <see cref="HttpRoles"/> that the user has.</param>
public sealed record HttpUser(string Password, string Role = HttpRoles.Administer)
{
    /// <inheritdoc/>
    public override string ToString() => $"user with the role {Role}";
}
