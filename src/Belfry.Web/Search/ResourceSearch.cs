using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>Finds resources by their attributes: the index proposes, the matcher decides, files are read for what the index does not have.</summary>
internal sealed class ResourceSearch(DicomArchive archive, RestFindOptions options)
{
    private static readonly SortedDictionary<string, string> _none = [];

    /// <summary>What matches, in the order that is asked for, without what is passed over and what is too many.</summary>
    public async IAsyncEnumerable<ArchivedResource> FindAsync(FindBody body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = LimitOf(body);
        var skip = body.Since;
        await foreach (var hit in OrderAsync(body, cancellation))
        {
            if (skip-- > 0)
                continue;
            if (left-- == 0)
                yield break;
            yield return hit.Resource;
        }
    }

    /// <summary>How many match.</summary>
    public async ValueTask<long> CountAsync(FindBody body, CancellationToken cancellation) =>
        await FilterAsync(body, cancellation).LongCountAsync(cancellation);

    private long LimitOf(FindBody body)
    {
        long limit = body.Level == QueryRetrieveLevel.Image ? options.LimitInstances : options.LimitResults;
        if (body.Limit > 0 && (limit == 0 || body.Limit < limit))
            limit = body.Limit;
        return limit == 0 ? long.MaxValue : limit;
    }

    private IAsyncEnumerable<SearchHit> OrderAsync(FindBody body, CancellationToken cancellation)
    {
        var found = FilterAsync(body, cancellation);
        if (body.OrderBy.Count == 0)
            return found;
        var ordered = found.OrderBy(static hit => hit, body.OrderBy[0]);
        foreach (var key in body.OrderBy.Skip(1))
            ordered = ordered.ThenBy(static hit => hit, key);
        return ordered;
    }

    // Labels and metadata lie beside the resources: they are looked at last.
    private async IAsyncEnumerable<SearchHit> FilterAsync(FindBody body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var hasLabels = body.Labels is { } labels ? await labels.PrepareAsync(archive, body.Level, cancellation) : null;
        var needsMetadata = NeedsMetadata(body);
        await foreach (var resource in MatchAsync(body, cancellation))
        {
            if (hasLabels?.Invoke(resource.Id) == false)
                continue;
            var metadata = needsMetadata
                ? await ResourceMetadata.ReadAsync(
                    archive, resource, await archive.Extras.ReadAsync(resource.Level, resource.Id, cancellation), body.View.Names, cancellation)
                : _none;
            if (body.Metadata.All(key => metadata.TryGetValue(key.Key, out var value) && FileSystemName.MatchesSimpleExpression(key.Value, value, ignoreCase: false)))
                yield return new SearchHit(resource, metadata);
        }
    }

    private static bool NeedsMetadata(FindBody body) => body.Metadata.Count > 0 || body.OrderBy.Any(static key => key.Tag is null);

    private async IAsyncEnumerable<ArchivedResource> MatchAsync(FindBody body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArchivedResource? below = null;
        if (body.Below is var (level, id))
        {
            below = await archive.Browser.FindAsync(id, level, cancellation);
            if (below is null)
                yield break;
        }

        var query = QueryOf(body);
        var inIndex = IndexPart(body, query);
        var needsFile = inIndex.Count < body.Keys.Identifier.Count || body.Keys.Literal.Count > 0;
        var indexMatcher = needsFile ? DataSetMatcher.Compile(inIndex, query.Policy) : query.Matcher;
        var isBare = !body.IsExpanded && !needsFile && !NeedsMetadata(body);
        await foreach (var candidate in archive.Browser.SearchAsync(query, below, isBare, cancellation))
        {
            var attributes = candidate.AllAttributes();
            if (!indexMatcher.IsMatch(attributes))
                continue;
            if (needsFile && !query.Matches(attributes = await RequestedAttributes.ReadPresentAsync(archive, candidate, body.Keys.All, cancellation)))
                continue;
            if (body.Keys.AreIn(attributes, body.IsCaseSensitive))
                yield return candidate;
        }
    }

    // Computed attributes are read for the keys; what is to be shown is asked for too, with no condition.
    private FindQuery QueryOf(FindBody body)
    {
        var keys = body.Keys.Identifier;
        foreach (var tag in body.View.RequestedTags ?? [])
        {
            if (keys.Contains(tag) || !archive.Index.HasAttribute(body.Level, tag))
                continue;
            if (keys == body.Keys.Identifier)
                keys = keys.Clone();
            keys.SetEmpty(tag);
        }

        return new FindQuery(keys, QueryRetrieveModel.PatientRoot, body.Level, PolicyOf(body));
    }

    // Case counts where the client says so, whatever counts in names for C-FIND.
    private MatchingPolicy PolicyOf(FindBody body) => options.Policy with
    {
        IgnoresCase = !body.IsCaseSensitive,
        PersonNames = (body.IsCaseSensitive, options.Policy.PersonNames) switch
        {
            _ when body.IgnoresAccents => PersonNameMatching.CaseAndAccentInsensitive,
            (true, _) => PersonNameMatching.Literal,
            (false, PersonNameMatching.Literal) => PersonNameMatching.CaseInsensitive,
            (false, var names) => names,
        },
    };

    private DicomDataSet IndexPart(FindBody body, FindQuery query)
    {
        var keys = body.Keys.Identifier.Clone();
        foreach (var key in body.Keys.Identifier)
        {
            if (key.Tag != Tags.SpecificCharacterSet && !archive.Index.HasAttribute(body.Level, key.Tag))
                keys.Remove(key.Tag);
        }

        return keys;
    }
}
