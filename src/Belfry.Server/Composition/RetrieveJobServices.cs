using System.Net;
using Belfry.Archive;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>Jobs that retrieve from modalities; what comes by C-GET is kept as if it had been sent.</summary>
internal static class RetrieveJobServices
{
    /// <param name="archive">Keeps what comes by C-GET; null for nobody.</param>
    /// <param name="modalities">Asks modalities.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="loggers">Where they log.</param>
    public static RetrieveJobs Create(DicomArchive? archive, ModalityDirectory modalities, Func<DicomPermissions> permissions, ILoggerFactory loggers) => new(
        permissions,
        modalities,
        archive is null ? null : (instance, from, cancellation) => StoreAsync(archive, instance, from, cancellation),
        loggers.CreateLogger("Belfry.Services.Modalities"));

    private static async ValueTask<string?> StoreAsync(DicomArchive archive, FetchedInstance instance, IModality from, CancellationToken cancellation)
    {
        var origin = new InstanceOrigin
        {
            Kind = InstanceOriginKind.DicomProtocol,
            CallingAETitle = from.AETitle,
            CalledAETitle = from.LocalAETitle,
            RemoteAddress = IPAddress.TryParse(from.Host, out var address) ? address : null,
        };
        return (await archive.ReceiveAsync(instance, origin, cancellation)).Id?.ToString();
    }
}
