namespace Belfry.Sdk;

/// <summary>Ends a request of HTTP with an error; the server answers it as it answers its own.</summary>
/// <param name="status">The status of HTTP, 400 to 599.</param>
/// <param name="code">The number that clients of the reference host know (<c>OrthancStatus</c>), for instance 17 for an unknown resource.</param>
/// <param name="message">What the number means, for people.</param>
/// <param name="details">More of this request, without patient data; null for none.</param>
/// <param name="innerException">The cause.</param>
public sealed class RestFailureException(int status, int code, string message, string? details = null, Exception? innerException = null)
    : Exception(details ?? message, innerException)
{
    /// <summary>The status of HTTP.</summary>
    public int Status { get; } = status is >= 400 and <= 599 ? status : throw new ArgumentOutOfRangeException(nameof(status), status, "An error has a status from 400 to 599.");

    /// <summary>The number that clients of the reference host know.</summary>
    public int Code { get; } = code;

    /// <summary>What the number means.</summary>
    public string Meaning { get; } = message;

    /// <summary>More of this request; null for none.</summary>
    public string? Details { get; } = details;

    /// <summary>A path or an identifier that nothing is behind: 404.</summary>
    public static RestFailureException NotFound(string? details = null) => new(404, 17, "Unknown resource", details);

    /// <summary>What is asked for makes no sense: 400.</summary>
    public static RestFailureException BadRequest(string? details = null) => new(400, 8, "Bad request", details);
}
