using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Cli.Retrieves;

/// <summary>Asks an archive which instances a retrieve means.</summary>
/// <param name="association">An association with a context for C-FIND of the model.</param>
/// <param name="model">The information model.</param>
internal sealed class InstanceList(Association association, QueryRetrieveModel model)
{
    /// <summary>The instances, by series: the keys of each series, and the SOP Instance UIDs in it.</summary>
    /// <param name="identifier">The identifier of the retrieve, with its level.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FindFailedException">The peer refuses the query.</exception>
    public async Task<List<(DicomDataSet Series, List<string> Instances)>> AskAsync(DicomDataSet identifier, CancellationToken cancellation)
    {
        var listing = new InstanceListing(
            model, keys => FindScu.FindAsync(association, QueryRetrieveSopClasses.Find(model), keys, cancellation).Select(static match => match.DataSet));
        List<DicomDataSet> instances = [];
        try
        {
            await foreach (var instance in listing.ListAsync(identifier, cancellation).ConfigureAwait(false))
                instances.Add(instance);
        }
        catch (ArgumentException fault) when (fault.ParamName == nameof(identifier))
        {
            throw new ToolException(ExitCodes.Usage, "--resume needs a level that an archive can list.", fault);
        }

        return
        [
            .. instances.GroupBy(static one => one.GetString(Tags.SeriesInstanceUID))
                .Select(static group => (group.First(), group.Select(static one => one.GetString(Tags.SOPInstanceUID) ?? "").ToList())),
        ];
    }

    /// <summary>A retrieve of some instances of a series.</summary>
    public static DicomDataSet Identify(DicomDataSet series, IEnumerable<string> instances)
    {
        var identifier = series.Clone();
        identifier.Remove(Tags.SOPClassUID);
        identifier.Set(Tags.QueryRetrieveLevel, "IMAGE");
        identifier.Set(Tags.SOPInstanceUID, string.Join('\\', instances));
        return identifier;
    }
}
