using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Cli.Retrieves;

/// <summary>Asks an archive which instances a retrieve means, level by level, with the unique keys that each level needs.</summary>
/// <param name="association">An association with a context for C-FIND of the model.</param>
/// <param name="model">The information model.</param>
internal sealed class InstanceList(Association association, QueryRetrieveModel model)
{
    private static readonly (string Level, DicomTag Key)[] _levels =
    [
        ("PATIENT", Tags.PatientID), ("STUDY", Tags.StudyInstanceUID), ("SERIES", Tags.SeriesInstanceUID), ("IMAGE", Tags.SOPInstanceUID),
    ];

    /// <summary>The instances, by series: the keys of each series, and the SOP Instance UIDs in it.</summary>
    /// <param name="identifier">The identifier of the retrieve, with its level.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FindFailedException">The peer refuses the query.</exception>
    public async Task<List<(DicomDataSet Series, List<string> Instances)>> AskAsync(DicomDataSet identifier, CancellationToken cancellation)
    {
        var first = Array.FindIndex(_levels, level => level.Level == identifier.GetString(Tags.QueryRetrieveLevel));
        if (first < 0)
            throw new ToolException(ExitCodes.Usage, "--resume needs a level that an archive can list.");
        List<DicomDataSet> entities = [identifier];
        for (var level = first; level < _levels.Length - 1; level++)
        {
            List<DicomDataSet> found = [];
            foreach (var entity in entities)
                found.AddRange(await AskAsync(level, entity, cancellation).ConfigureAwait(false));
            entities = found;
        }

        List<(DicomDataSet, List<string>)> series = [];
        foreach (var entity in entities)
        {
            var instances = await AskAsync(_levels.Length - 1, entity, cancellation).ConfigureAwait(false);
            series.AddRange(instances.GroupBy(static one => one.GetString(Tags.SeriesInstanceUID))
                .Select(static group => (group.First(), group.Select(static one => one.GetString(Tags.SOPInstanceUID) ?? "").Where(static uid => uid.Length > 0).ToList())));
        }

        return series;
    }

    /// <summary>A retrieve of some instances of a series.</summary>
    public static DicomDataSet Identify(DicomDataSet series, IEnumerable<string> instances)
    {
        var identifier = series.Clone();
        identifier.Set(Tags.QueryRetrieveLevel, "IMAGE");
        identifier.Set(Tags.SOPInstanceUID, string.Join('\\', instances));
        return identifier;
    }

    /// <summary>The entities of a level below what is known: each with the unique keys down to it.</summary>
    private async Task<List<DicomDataSet>> AskAsync(int level, DicomDataSet known, CancellationToken cancellation)
    {
        var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, _levels[level].Level } };
        for (var i = 0; i <= level; i++)
        {
            if (known.GetString(_levels[i].Key) is not null)
                keys.Set(_levels[i].Key, string.Join('\\', known.GetStrings(_levels[i].Key)));
            else if (i == level)
                keys.SetEmpty(_levels[i].Key);
        }

        List<DicomDataSet> found = [];
        await foreach (var match in FindScu.FindAsync(association, QueryRetrieveSopClasses.Find(model), keys, cancellation).ConfigureAwait(false))
        {
            var entity = keys.Clone();
            if (match.DataSet.GetString(_levels[level].Key) is { Length: > 0 } key)
            {
                entity.Set(_levels[level].Key, key);
                found.Add(entity);
            }
        }

        return found;
    }
}
