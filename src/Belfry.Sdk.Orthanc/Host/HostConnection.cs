using System.Net;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>What the host tells of the association: two titles of old, the address too since 1.12.10.</summary>
internal readonly record struct HostConnection(string? RemoteAet, string? CalledAet, IPAddress? Address)
{
    public static unsafe HostConnection Of(byte* remoteAet, byte* calledAet) => new(HostMemory.Text(remoteAet), HostMemory.Text(calledAet), null);

    public static HostConnection Of(HostServices services, nint connection)
    {
        var address = Read(services, OrthancService.GetConnectionRemoteIp, connection);
        return new HostConnection(
            Read(services, OrthancService.GetConnectionRemoteAet, connection),
            Read(services, OrthancService.GetConnectionCalledAet, connection),
            IPAddress.TryParse(address, out var parsed) ? parsed : null);
    }

    // These strings stay the host's.
    private static unsafe string? Read(HostServices services, OrthancService service, nint connection)
    {
        byte* text = null;
        var parameters = new OrthancAccessDicomConnection { Connection = connection, ResultString = &text };
        return services.Invoke(service, &parameters) == OrthancErrorCode.Success ? HostMemory.Text(text) : null;
    }
}
