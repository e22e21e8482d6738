using Belfry.Network;
using Belfry.Server.Configuration;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>Associations that this server asks for, as configured.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="loggers">Where associations log.</param>
/// <param name="clock">Time.</param>
/// <param name="observer">Is told of the associations; null for nobody.</param>
/// <param name="tls">How TLS is spoken to a modality.</param>
internal sealed class OutgoingAssociations(
    ServerConfiguration configuration, ILoggerFactory loggers, TimeProvider clock, IAssociationObserver? observer, Func<RemoteModality, TlsSettings> tls)
{
    /// <summary>Makes them with these time-outs.</summary>
    public ModalityConnector Create(StoreScuOptions options) =>
        new(options, AssociationLimits.Default with { MaxPduLength = configuration.Dicom.MaxPduLength }, loggers, clock, observer, tls);
}
