using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>Services 10000 to 10002: who asks. The texts live as long as the callback runs.</summary>
internal static unsafe class ConnectionServices
{
    /// <summary>10000: the calling AE title.</summary>
    public static OrthancErrorCode GetRemoteAet(PluginHost host, OrthancAccessDicomConnection* parameters)
    {
        *Target(parameters) = Connection(host, parameters).RemoteAet;
        return OrthancErrorCode.Success;
    }

    /// <summary>10001: the peer's address in numbers.</summary>
    public static OrthancErrorCode GetRemoteIp(PluginHost host, OrthancAccessDicomConnection* parameters)
    {
        *Target(parameters) = Connection(host, parameters).RemoteIp;
        return OrthancErrorCode.Success;
    }

    /// <summary>10002: the called AE title.</summary>
    public static OrthancErrorCode GetCalledAet(PluginHost host, OrthancAccessDicomConnection* parameters)
    {
        *Target(parameters) = Connection(host, parameters).CalledAet;
        return OrthancErrorCode.Success;
    }

    private static ConnectionTexts Connection(PluginHost host, OrthancAccessDicomConnection* parameters) =>
        host.Handles.Get<ConnectionTexts>(parameters->Connection);

    private static byte** Target(OrthancAccessDicomConnection* parameters) =>
        parameters->ResultString == null ? throw new ServiceException(OrthancErrorCode.NullPointer) : parameters->ResultString;
}
