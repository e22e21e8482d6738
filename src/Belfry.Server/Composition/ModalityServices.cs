using Belfry.Server.Configuration;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>What plugins may ask of other peers, as configured.</summary>
internal static class ModalityServices
{
    /// <param name="configuration">The configuration.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="loggers">Where failed requests are logged.</param>
    /// <param name="clock">Time.</param>
    /// <param name="outgoing">Makes the associations.</param>
    public static ModalityDirectory Create(
        ServerConfiguration configuration, Func<DicomPermissions> permissions, ILoggerFactory loggers, TimeProvider clock, OutgoingAssociations outgoing)
    {
        var options = MoveJobServices.OptionsOf(configuration).Store;
        return new ModalityDirectory(permissions, outgoing.Create(options), options, clock, loggers.CreateLogger("Belfry.Services.Modalities"));
    }
}
