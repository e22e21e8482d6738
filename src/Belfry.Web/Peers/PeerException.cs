namespace Belfry.Web;

/// <summary>A peer could not be called, or answered with an error.</summary>
/// <param name="message">What happened, without patient data.</param>
/// <param name="mayDoBetter">True when a later call may succeed: nobody was there, or had no room.</param>
/// <param name="inner">The cause.</param>
internal sealed class PeerException(string message, bool mayDoBetter, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when a later call may succeed.</summary>
    public bool MayDoBetter { get; } = mayDoBetter;
}
