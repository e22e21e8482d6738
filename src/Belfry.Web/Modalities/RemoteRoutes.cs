using Belfry.Jobs;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>What the routes that ask modalities have in common. Thread-safe.</summary>
/// <param name="Modalities">Asks modalities.</param>
/// <param name="Permissions">Gives the modalities that are known now.</param>
/// <param name="Retrieves">Submits jobs that retrieve.</param>
/// <param name="Jobs">Does the jobs.</param>
/// <param name="Options">How they are asked.</param>
public sealed record RemoteRoutes(
    ModalityDirectory Modalities, Func<DicomPermissions> Permissions, RetrieveJobs Retrieves, JobEngine Jobs, RemoteOptions Options);
