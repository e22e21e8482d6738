using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// The built-in C-FIND: the index proposes, the matcher of the SDK decides. Attributes that the index does not have are read from a file of the
/// entity, when <see cref="ArchiveFindOptions.StorageAccess"/> allows.
/// </summary>
internal sealed class ArchiveFindHandler(IArchiveIndex index, IInstanceHeaders headers, ArchiveFindOptions options, TimeProvider clock)
    : IFindHandler
{
    private const string Online = "ONLINE";

    private readonly ConditionalWeakTable<FindQuery, ArchiveFindPlan> _plans = [];
    private readonly LookupPace _pace = new(clock);

    /// <inheritdoc/>
    public IReadOnlyList<DicomDataSet>? FindAtHand(FindRequest request)
    {
        var plan = PlanOf(request.Query);
        if (plan.NeedsFile || !_pace.IsQuick)
            return null;
        var began = _pace.Begin();
        var candidates = index.FindAtHand(request.Query);
        _pace.End(began);
        if (candidates is null)
            return null;
        List<DicomDataSet> answers = new(candidates.Count);
        foreach (var candidate in candidates)
        {
            if (!plan.IndexMatcher.IsMatch(candidate))
                continue;
            if (plan.WantsAvailability)
                candidate.Set(Tags.InstanceAvailability, Online);
            answers.Add(candidate);
        }

        // What exceeds the limit is for the ordinary way to tell.
        return LimitAt(plan.Level) is var limit && limit > 0 && answers.Count > limit ? null : answers;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = request.Query;
        var plan = PlanOf(query);
        var limit = LimitAt(plan.Level);
        var count = 0;
        await foreach (var candidate in index.FindAsync(query, cancellation).ConfigureAwait(false))
        {
            if (!plan.IndexMatcher.IsMatch(candidate))
                continue;
            var answer = plan.NeedsFile ? await CompleteAsync(candidate, plan.Level, cancellation).ConfigureAwait(false) : candidate;
            if (plan.MatchesFile && !query.Matches(answer))
                continue;
            if (limit > 0 && count == limit)
            {
                request.MarkIncomplete();
                yield break;
            }

            count++;
            if (plan.WantsAvailability)
                answer.Set(Tags.InstanceAvailability, Online);
            yield return answer;
        }
    }

    private ArchiveFindPlan PlanOf(FindQuery query) => _plans.GetValue(query, made => ArchiveFindPlan.Make(made, index, options.StorageAccess));

    private int LimitAt(QueryRetrieveLevel level) => level == QueryRetrieveLevel.Image ? options.LimitInstances : options.LimitResults;

    /// <summary>The header of one file of the entity, with what only the index knows, such as numbers of related instances.</summary>
    private async ValueTask<DicomDataSet> CompleteAsync(DicomDataSet candidate, QueryRetrieveLevel level, CancellationToken cancellation)
    {
        await foreach (var file in index.ListAsync(level, ArchiveFindPlan.IdOf(candidate, level), cancellation).ConfigureAwait(false))
        {
            if (await headers.ReadHeaderAsync(file, cancellation).ConfigureAwait(false) is not { } header)
                continue;
            foreach (var element in candidate)
            {
                if (!header.Contains(element.Tag))
                    header.Set(element);
            }

            return header;
        }

        return candidate;
    }
}
