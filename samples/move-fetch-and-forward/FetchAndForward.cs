using System.Runtime.CompilerServices;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace MoveFetchAndForward;

/// <summary>Answers C-MOVE and C-GET with what another PACS has: each instance is fetched by C-GET and sent on at once.</summary>
[BelfryPlugin("move-fetch-and-forward", Description = "Fetches from another PACS what is to be moved")]
public sealed class FetchAndForward : IRetrieveHandler
{
    private static readonly DimseStatus s_notFetched = new(0xC000);

    private readonly IModalities _modalities;
    private readonly ILogger _logger;
    private readonly string _pacs;

    /// <summary>Made by the server, which names what is wrong with the configuration and does not start.</summary>
    public FetchAndForward(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _modalities = host.Modalities;
        _logger = host.Logger;
        _pacs = ReadPacs(host.Configuration);

        // A name that is not there stops the start, and not the first move.
        _ = _modalities[_pacs];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pacs = _modalities[_pacs];

        // The list first: whoever moves is told how many there are, and the PACS is asked for the SOP classes that they have.
        HashSet<DicomUid> missing = [];
        HashSet<DicomUid> sopClasses = [];
        await foreach (var listed in pacs.ListAsync(request.Query, cancellation))
        {
            if (listed.GetUid(Tags.SOPInstanceUID) is { } uid)
                missing.Add(uid);
            if (listed.GetUid(Tags.SOPClassUID) is { } sopClass)
                sopClasses.Add(sopClass);
        }

        if (missing.Count == 0)
            yield break;
        request.SuboperationCount = missing.Count;

        // Lazily: while one is sent, the PACS sends a few more, and then it waits.
        await using var instances = pacs.GetAsync(request.Query, sopClasses, static _ => { }, cancellation).GetAsyncEnumerator(cancellation);
        while (await TryNextAsync(instances))
        {
            missing.Remove(instances.Current.SopInstanceUid);
            yield return Suboperation.Send(instances.Current);
        }

        // What was listed and did not come is a failure of its own, each.
        foreach (var uid in missing)
            yield return Suboperation.Failure(uid, s_notFetched);
    }

    /// <summary>A PACS that goes away in the middle has sent what it has sent: the others fail, not the move.</summary>
    private async ValueTask<bool> TryNextAsync(IAsyncEnumerator<FetchedInstance> instances)
    {
        try
        {
            return await instances.MoveNextAsync();
        }
        catch (ModalityException fault)
        {
            _logger.LogWarning("Not all of a move came from the PACS: {Reason}", fault.Comment);
            return false;
        }
    }

    private static string ReadPacs(JsonElement configuration) =>
        configuration.TryGetProperty("FetchAndForward", out var section) && section.ValueKind == JsonValueKind.Object
        && section.TryGetProperty("Modality", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString() ?? ""
            : throw new FormatException("\"FetchAndForward\" : { \"Modality\" : \"…\" } is missing: which of \"DicomModalities\" is asked.");
}
