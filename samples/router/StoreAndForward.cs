using Belfry.Dicom;
using Belfry.Sdk;

namespace Router;

/// <summary>
/// Stores what comes, and has it sent on by rules. The sender gets its success when the instance and the jobs that send it are durable: from then on nothing is
/// lost, whether a destination is away or this server ends.
/// </summary>
[BelfryPlugin("router", Description = "Sends on by rules what is stored")]
public sealed class StoreAndForward : IStoreHandler
{
    private static readonly DimseStatus s_notStored = new(0xA700);

    private readonly IPluginHost _host;
    private readonly IReadOnlyList<Rule> _rules;

    /// <summary>Made by the server, which names what is wrong with the configuration and does not start.</summary>
    public StoreAndForward(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _rules = Rule.ReadAll(host.Configuration);

        // A name that is not there stops the start, and not the first instance.
        foreach (var name in _rules.SelectMany(static rule => rule.To))
            _ = host.Modalities[name];
    }

    /// <inheritdoc/>
    public async ValueTask<DimseStatus> StoreAsync(StoreRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.BuiltIn is not { } archive || _host.Archive is not { } stored)
            throw new DimseStatusException(s_notStored, "The router needs an archive (Belfry.Archive)");
        var status = await archive.StoreAsync(request, cancellation);

        // What a filter has dropped is not there, and goes nowhere.
        await foreach (var instance in stored.FindAsync(Which(request.SopInstanceUid), cancellation))
        {
            var destinations = _rules.Where(rule => rule.Fits(request.Origin.CallingAETitle, instance.GetString(Tags.Modality)))
                .SelectMany(static rule => rule.To).Distinct();
            foreach (var name in destinations)
                await stored.SendAsync(Only(request.SopInstanceUid), _host.Modalities[name].AETitle, cancellation);
        }

        return status;
    }

    private static FindQuery Which(DicomUid instance) => new(
        new DicomDataSet { { Tags.SOPInstanceUID, instance }, { Tags.Modality, "" } }, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Image)
    {
        IsRelational = true,
    };

    private static RetrieveQuery Only(DicomUid instance) => new(
        new DicomDataSet { { Tags.QueryRetrieveLevel, "IMAGE" }, { Tags.SOPInstanceUID, instance } }, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Image);
}
