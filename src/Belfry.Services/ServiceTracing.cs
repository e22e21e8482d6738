using System.Diagnostics;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// What can be followed: one source of activities, "Belfry.Services", with the calls of handlers. A handler finds its call as
/// <see cref="Activity.Current"/>, and what it begins itself belongs to it.
/// </summary>
internal static class ServiceTracing
{
    private static readonly ActivitySource _source = new("Belfry.Services");

    /// <summary>A handler is called, until the result is disposed of.</summary>
    /// <param name="service">The service, such as C-FIND.</param>
    /// <param name="handler">Who is called.</param>
    public static HandlerCall BeginCallback(string service, object handler) =>
        new(_source.HasListeners() ? Begin(service, handler) : null, CallbackTime.Begin(service, handler));

    private static Activity? Begin(string service, object handler)
    {
        var activity = _source.StartActivity($"callback {service}");
        activity?.SetTag("belfry.handler", handler.GetType().FullName);
        return activity;
    }
}
