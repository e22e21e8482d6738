using Microsoft.Win32.SafeHandles;

namespace Belfry.Network;

/// <summary>A socket of the system, which the runtime knows nothing of. Closed when nobody uses it any more.</summary>
internal sealed class SocketDescriptor : SafeHandleMinusOneIsInvalid
{
    public SocketDescriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    protected override bool ReleaseHandle()
    {
        SocketCalls.Close((int)handle);
        return true;
    }
}
