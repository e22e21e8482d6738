using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Belfry.Network;

/// <summary>
/// The runtime hands each completed receive from the thread that polls sockets to one of the pool. For our own sockets, whose
/// continuations never block, that detour can be left out; it must stay for everybody else's, such as a plugin's database connection.
/// The runtime offers this for the whole process only, so the switch of the single socket is reached by name; a runtime without it
/// does as always, which is slower and no less right.
/// </summary>
internal static class PollingThread
{
    private static bool _isUnknown;

    /// <summary>False once the runtime was found to lack the switch.</summary>
    public static bool IsKnown => !_isUnknown;

    /// <summary>Receives and accepts of the socket complete on the thread that polls it. To be called before its first one.</summary>
    public static void Prefer(Socket socket)
    {
        if (_isUnknown || OperatingSystem.IsWindows())
            return;
        try
        {
            SetPreferInlineCompletions(socket, true);
        }
        catch (MissingMethodException)
        {
            _isUnknown = true;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(Socket socket, bool value);
}
