using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace WorklistCsv;

/// <summary>
/// A worklist from a table in a file, CSV or JSON, that is read again when it changes. The names of the columns are keywords of DICOM, so the code need
/// not know them.
/// </summary>
[BelfryPlugin("worklist-csv", Version = "1.0", Description = "A worklist from a CSV or JSON file")]
public sealed class CsvWorklist : IWorklistHandler
{
    private readonly WorklistFile _file;

    /// <summary>Reads the file: one that is missing or faulty stops the start.</summary>
    public CsvWorklist(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (!host.Configuration.TryGetProperty("WorklistCsv", out var own) || !own.TryGetProperty("File", out var file) || file.GetString() is not { } name)
            throw new InvalidDataException("\"WorklistCsv.File\" of the configuration names the file; it is missing.");
        _file = new WorklistFile(Path.Combine(host.ConfigurationFolder, name), host.Logger);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var item in await _file.ItemsAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (request.Query.Matches(item))
                yield return item;
        }
    }
}
