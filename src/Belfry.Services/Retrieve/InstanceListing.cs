using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// Which instances a retrieve would bring, found out by C-FIND: level by level, since not every archive takes relational queries (PS3.4 §C.4.1.1.3.1).
/// One query runs at a time.
/// </summary>
/// <param name="model">The information model.</param>
/// <param name="find">Asks the peer.</param>
public sealed class InstanceListing(QueryRetrieveModel model, Func<DicomDataSet, IAsyncEnumerable<DicomDataSet>> find)
{
    private static readonly (string Level, DicomTag Key)[] _levels =
    [
        ("PATIENT", Tags.PatientID), ("STUDY", Tags.StudyInstanceUID), ("SERIES", Tags.SeriesInstanceUID), ("IMAGE", Tags.SOPInstanceUID),
    ];

    /// <summary>The instances by series, each with the unique keys down to it, and its SOP class where the peer tells it.</summary>
    /// <param name="identifier">The identifier of the retrieve, with its level.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There is no such level.</exception>
    public IAsyncEnumerable<DicomDataSet> ListAsync(DicomDataSet identifier, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        var first = Array.FindIndex(_levels, level => level.Level == identifier.GetString(Tags.QueryRetrieveLevel));
        return first >= 0 ? BelowAsync(first, identifier, cancellation) : throw new ArgumentException("The identifier names no level.", nameof(identifier));
    }

    private async IAsyncEnumerable<DicomDataSet> BelowAsync(int level, DicomDataSet known, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (level == _levels.Length - 1)
        {
            await foreach (var instance in AskAsync(level, known, cancellation).ConfigureAwait(false))
                yield return instance;
            yield break;
        }

        List<DicomDataSet> entities = [];
        await foreach (var entity in AskAsync(level, known, cancellation).ConfigureAwait(false))
            entities.Add(entity);
        foreach (var entity in entities)
        {
            await foreach (var instance in BelowAsync(level + 1, entity, cancellation).ConfigureAwait(false))
                yield return instance;
        }
    }

    /// <summary>The entities of a level below what is known: each with the unique keys down to it.</summary>
    private async IAsyncEnumerable<DicomDataSet> AskAsync(int level, DicomDataSet known, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, _levels[level].Level } };
        for (var i = 0; i <= level; i++)
        {
            // In Study Root, the patient's identifier is an attribute of the study.
            if (i == 0 && level > 1 && model == QueryRetrieveModel.StudyRoot)
                continue;
            if (known.GetString(_levels[i].Key) is { Length: > 0 })
                keys.Set(_levels[i].Key, string.Join('\\', known.GetStrings(_levels[i].Key)));
            else if (i == level)
                keys.SetEmpty(_levels[i].Key);
        }

        var asked = keys.Clone();
        if (level == _levels.Length - 1)
            asked.SetEmpty(Tags.SOPClassUID);
        await foreach (var match in find(asked).WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (match.GetString(_levels[level].Key) is not { Length: > 0 } key)
                continue;
            var entity = keys.Clone();
            entity.Set(_levels[level].Key, key);
            if (match.GetString(Tags.SOPClassUID) is { Length: > 0 } sopClass)
                entity.Set(Tags.SOPClassUID, sopClass);
            yield return entity;
        }
    }
}
