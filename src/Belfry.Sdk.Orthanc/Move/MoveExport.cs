using Belfry.Dicom;
using Belfry.Services;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Orthanc;

/// <summary>C-MOVE requests of the host.</summary>
internal sealed class MoveExport(IRetrieveHandler handler, ExportedPlugin plugin, ExportedHost host, ILogger logger)
{
    /// <summary>Asks the handler what is to be moved.</summary>
    /// <returns>Null when the handler says no, or fails before the first sub-operation: the host answers with C000H.</returns>
    public MoveDriver? Begin(MoveIdentifier identifier, DicomConnection connection, AETitle destination, ushort messageId)
    {
        MoveDriver? driver = null;
        var code = plugin.Guard("A move", _ =>
        {
            if (identifier.Level is null && !handler.TakesAnyLevel)
                throw new DimseStatusException(RetrieveStatus.IdentifierDoesNotMatchSopClass, "Query/Retrieve Level is missing or unknown");
            var modality = host.Known.Find(destination);
            if (modality is null && !handler.TakesAnyDestination)
                throw new DimseStatusException(RetrieveStatus.MoveDestinationUnknown, "The Move Destination is not known");
            var request = new RetrieveRequest(new RetrieveQuery(identifier.Keys, identifier.Model, identifier.Level), connection)
            {
                MoveDestination = destination,
                MessageId = messageId,
            };
            var scu = modality is null ? null : new StoreScu(modality, plugin.Options.LocalAETitle, host.Connector, host.Store, logger);
            driver = new MoveDriver(plugin, scu, new MoveOriginator(connection.CallingAETitle, messageId));
            driver.Gather(handler, request);
        });
        if (code == Belfry.Orthanc.Abi.OrthancErrorCode.Success)
            return driver;
        driver?.End();
        return null;
    }
}
