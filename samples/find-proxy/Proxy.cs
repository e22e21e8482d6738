using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace FindProxy;

/// <summary>Answers Query/Retrieve queries by asking another PACS.</summary>
[BelfryPlugin("find-proxy", Description = "Answers queries by asking another PACS")]
public sealed class Proxy : IFindHandler
{
    private readonly IModalities _modalities;
    private readonly string _pacs;

    /// <summary>Made by the server, which names what is wrong with the configuration and does not start.</summary>
    public Proxy(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _modalities = host.Modalities;
        _pacs = ReadPacs(host.Configuration);

        // A name that is not there stops the start, and not the first query.
        _ = _modalities[_pacs];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Each answer goes on as soon as it comes. C-CANCEL reaches the PACS by the token, and the end of the enumeration. What goes wrong there passes through: the
    /// peer gets the status of the PACS, or C000H and "pacs: cannot be reached".
    /// </remarks>
    public IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _modalities[_pacs].FindAsync(request.Query, request.MarkIncomplete, cancellation);
    }

    private static string ReadPacs(JsonElement configuration) =>
        configuration.TryGetProperty("FindProxy", out var section) && section.ValueKind == JsonValueKind.Object
        && section.TryGetProperty("Modality", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString() ?? ""
            : throw new FormatException("\"FindProxy\" : { \"Modality\" : \"…\" } is missing: which of \"DicomModalities\" is asked.");
}
