using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Worklists;

/// <summary>
/// Answers worklist queries from a folder of DICOM files, one item each: what the ModalityWorklists plugin does, with the files kept in
/// memory. An ordinary plugin: it sees nothing but the SDK.
/// </summary>
[BelfryPlugin("worklists", Description = "Worklist items from a folder of *.wl files")]
public sealed class FolderWorklist : IWorklistHandler, IDisposable
{
    // Looking at one takes less than a microsecond.
    private const int MostAtHand = 32;

    private static readonly DimseStatus s_unableToProcess = new(0xC000);

    private readonly FolderWorklistOptions _options;
    private readonly WorklistFolder _folder;

    /// <summary>Made by the server: reads the section <c>Worklists</c> of the configuration.</summary>
    /// <exception cref="FormatException">The section is missing, not enabled, or wrong.</exception>
    public FolderWorklist(IPluginHost host)
        : this(ReadOptions(host), host.Logger, host.Time)
    {
    }

    /// <summary>Made by code.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="logger">Where log lines go; file names are in them, patient data is not.</param>
    /// <param name="clock">Times rescans.</param>
    public FolderWorklist(FolderWorklistOptions options, ILogger logger, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(clock);
        _options = options;
        _folder = new WorklistFolder(options, logger, clock);
    }

    /// <summary>Number of items that queries are answered from now; reads the folder if it has changed.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public int ItemCount => _folder.Current().Count;

    /// <summary>The items that queries are answered from now, in the order of their file names; not to be changed.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public IReadOnlyList<DicomDataSet> Items => _folder.Current().DataSets;

    /// <summary>The query that is answered when a station asks: its own steps alone, if the folder is configured so.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="callingAETitle">Who asks.</param>
    public WorklistQuery Narrow(WorklistQuery query, AETitle callingAETitle)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _options.FilterIssuerAet ? StationFilter.Apply(query, callingAETitle) : query;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = Narrow(request.Query, request.Connection.CallingAETitle);
        var count = 0;
        foreach (var item in Snapshot().Find(query.Matcher, cancellation))
        {
            if (_options.LimitAnswers > 0 && count == _options.LimitAnswers)
            {
                request.MarkIncomplete();
                yield break;
            }

            count++;
            yield return item;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DicomDataSet>? FindAtHand(WorklistRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // A query that has to be changed for the station is compiled anew, which is not prompt.
        if (_options.FilterIssuerAet || _folder.CurrentAtHand()?.FindAmongFew(request.Query.Matcher, MostAtHand) is not { } items)
            return null;
        if (_options.LimitAnswers > 0 && items.Count > _options.LimitAnswers)
        {
            request.MarkIncomplete();
            items.RemoveRange(_options.LimitAnswers, items.Count - _options.LimitAnswers);
        }

        return items;
    }

    /// <summary>Stops watching.</summary>
    public void Dispose() => _folder.Dispose();

    private static FolderWorklistOptions ReadOptions(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return FolderWorklistOptions.FromConfiguration(host.Configuration, host.ConfigurationFolder)
            ?? throw new FormatException("Worklists.Enable: not true; the worklist folder is not wanted.");
    }

    private WorklistSnapshot Snapshot()
    {
        try
        {
            return _folder.Current();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DimseStatusException(s_unableToProcess, "The worklist folder cannot be read", innerException: fault);
        }
    }
}
