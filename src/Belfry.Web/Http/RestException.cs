namespace Belfry.Web;

/// <summary>Ends a request with an error; <see cref="RestErrors"/> answers it.</summary>
/// <param name="error">What is wrong.</param>
/// <param name="details">More for people, without patient data; null for none.</param>
/// <param name="inner">The cause.</param>
public sealed class RestException(RestError error, string? details = null, Exception? inner = null) : Exception(details ?? error.Text, inner)
{
    /// <summary>What is wrong.</summary>
    public RestError Error { get; } = error;

    /// <summary>More for people; null for none.</summary>
    public string? Details { get; } = details;
}
