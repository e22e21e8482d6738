using System.Text;
using System.Text.RegularExpressions;

namespace Belfry.Sdk;

/// <summary>Answers the requests of a route. An exception becomes the answer; <see cref="RestFailureException"/> says which.</summary>
/// <param name="request">The request.</param>
/// <param name="response">The answer.</param>
/// <param name="cancellation">Cancelled when the client goes away.</param>
public delegate Task RestRouteHandler(RestRequest request, IRestResponse response, CancellationToken cancellation);

/// <summary>Addresses that a plugin serves over HTTP, and the code that answers. Immutable.</summary>
public sealed class RestRoute
{
    // What an expression that cannot be matched in linear time may take for one path.
    private static readonly TimeSpan _longestMatch = TimeSpan.FromSeconds(1);

    private readonly Regex _expression;

    private RestRoute(RestVerb verbs, string pattern, Regex expression, RestRouteHandler handler, bool takesLargeBodies)
    {
        Verbs = verbs;
        TakesLargeBodies = takesLargeBodies;
        Pattern = pattern;
        _expression = expression;
        Handler = handler;
    }

    /// <summary>The verbs that are answered; others are answered with 405 (Method Not Allowed).</summary>
    public RestVerb Verbs { get; }

    /// <summary>The template or expression as it was given.</summary>
    public string Pattern { get; }

    /// <summary>The code that answers.</summary>
    public RestRouteHandler Handler { get; }

    /// <summary>True when bodies may be longer than the server's limit: the code reads them while they come.</summary>
    public bool TakesLargeBodies { get; }

    /// <summary>A route whose path is a template: <c>/reports/{study}/pages/{page}</c>. A parameter is one segment of the path, never empty.</summary>
    /// <param name="verbs">One verb or several.</param>
    /// <param name="template">The template; it begins with a slash.</param>
    /// <param name="handler">The code that answers; <see cref="RestRequest.Groups"/> has the parameters in their order.</param>
    /// <param name="takesLargeBodies">See <see cref="TakesLargeBodies"/>.</param>
    /// <exception cref="ArgumentException">The template is none.</exception>
    public static RestRoute Map(RestVerb verbs, string template, RestRouteHandler handler, bool takesLargeBodies = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(template);
        ArgumentNullException.ThrowIfNull(handler);
        if (template[0] != '/')
            throw new ArgumentException($"A template begins with a slash: '{template}'.", nameof(template));
        var expression = new StringBuilder();
        foreach (var segment in template.Trim('/').Split('/'))
        {
            expression.Append('/');
            if (segment is ['{', .. { Length: > 0 } name, '}'] && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                expression.Append("([^/]+)");
            else if (segment.Contains('{', StringComparison.Ordinal) || segment.Contains('}', StringComparison.Ordinal))
                throw new ArgumentException($"A parameter is a whole segment, of letters and digits: '{template}'.", nameof(template));
            else
                expression.Append(Regex.Escape(segment));
        }

        return new RestRoute(verbs, template, Compile(expression.ToString()), handler, takesLargeBodies);
    }

    /// <summary>A route whose whole path matches a regular expression.</summary>
    /// <param name="verbs">One verb or several.</param>
    /// <param name="expression">The expression. One that needs backtracking is allowed, and given 1 s for a path; past that it does not match.</param>
    /// <param name="handler">The code that answers; <see cref="RestRequest.Groups"/> has the groups in their order.</param>
    /// <param name="takesLargeBodies">See <see cref="TakesLargeBodies"/>.</param>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static RestRoute Matching(RestVerb verbs, string expression, RestRouteHandler handler, bool takesLargeBodies = false)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(handler);
        return new RestRoute(verbs, expression, Compile(expression), handler, takesLargeBodies);
    }

    /// <summary>Whether a path is one of the route's.</summary>
    /// <param name="path">The path, decoded.</param>
    /// <param name="groups">What the groups hold; null when it is not.</param>
    public bool TryMatch(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IReadOnlyList<string>? groups)
    {
        groups = null;
        try
        {
            if (_expression.Match(path) is not { Success: true } match)
                return false;
            groups = [.. match.Groups.Values.Skip(1).Select(static group => group.Value)];
            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Compile(string expression)
    {
        var whole = $@"\A(?:{expression})\z";
        const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
        try
        {
            return new Regex(whole, Options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(whole, Options, _longestMatch);
        }
    }
}
