using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// What an OrthancPluginDicomConnection stands for: who asks, as C strings that live as long as the callback runs.
/// </summary>
internal sealed unsafe class ConnectionTexts(DicomConnection connection) : IDisposable
{
    private byte* _remoteAet = HostMemory.NewString(connection.CallingAETitle.Value);
    private byte* _remoteIp = HostMemory.NewString(connection.RemoteAddress?.ToString() ?? "");
    private byte* _calledAet = HostMemory.NewString(connection.CalledAETitle.Value);

    /// <summary>The calling AE title.</summary>
    public byte* RemoteAet => _remoteAet;

    /// <summary>The peer's address in numbers; empty for an association in memory.</summary>
    public byte* RemoteIp => _remoteIp;

    /// <summary>The called AE title as the peer wrote it.</summary>
    public byte* CalledAet => _calledAet;

    /// <summary>Calls a find or worklist callback with what its version wants to know about the connection.</summary>
    public int Call(NativeGuard guard, FindRegistration registration, nint answers, nint query, nint connectionHandle) =>
        registration.Version == 1
            ? guard.Find(registration.Callback, answers, query, RemoteAet, CalledAet)
            : guard.Find2(registration.Callback, answers, query, connectionHandle);

    public void Dispose()
    {
        NativeMemory.Free(_remoteAet);
        NativeMemory.Free(_remoteIp);
        NativeMemory.Free(_calledAet);
        _remoteAet = _remoteIp = _calledAet = null;
    }
}
