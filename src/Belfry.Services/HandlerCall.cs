using System.Diagnostics;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>One call of a handler, until it is disposed of: traced and timed for those who listen. Takes no memory when only timed.</summary>
/// <param name="activity">Its trace; null when nobody follows it.</param>
/// <param name="time">Its time.</param>
internal readonly struct HandlerCall(Activity? activity, CallbackTime time) : IDisposable
{
    public void Dispose()
    {
        activity?.Dispose();
        time.Dispose();
    }
}
