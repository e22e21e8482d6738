using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Marks a request that comes from within the server.</summary>
/// <param name="IncludesPlugins">Whether the routes of plugins are asked.</param>
internal sealed record InProcessCall(bool IncludesPlugins)
{
    /// <summary>The mark of a request; null when it came over HTTP.</summary>
    public static InProcessCall? Of(HttpContext context) => context.Features.Get<InProcessCall>();
}
