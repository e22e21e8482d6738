using System.Net;

namespace Belfry.Network;

/// <summary>An address that is listened on.</summary>
internal interface IAcceptor : IDisposable
{
    /// <summary>The address, with its real port.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Waits for the next connection. One call at a time.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">Accepting failed; what that means, <see cref="AcceptFault"/> says.</exception>
    ValueTask<ITransport> AcceptAsync(CancellationToken cancellation);
}
