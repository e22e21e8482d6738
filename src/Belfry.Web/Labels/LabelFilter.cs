using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>Which labels a resource must have. Immutable.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Constraint">All of them, one of them, or none.</param>
internal sealed record LabelFilter(IReadOnlyList<string> Labels, LabelConstraint Constraint)
{
    /// <summary>Reads <c>Labels</c> and <c>LabelsConstraint</c>; null for no labels.</summary>
    /// <exception cref="RestException">They are none of what they may be.</exception>
    public static LabelFilter? Read(JsonElement body)
    {
        var constraint = (BodyMembers.Text(body, "LabelsConstraint") ?? "All") switch
        {
            "All" => LabelConstraint.All,
            "Any" => LabelConstraint.Any,
            "None" => LabelConstraint.None,
            _ => throw new RestException(RestError.OutOfRange, "\"LabelsConstraint\" is All, Any or None."),
        };
        return BodyMembers.Texts(body, "Labels") is { Count: > 0 } labels ? new LabelFilter([.. labels.Select(LabelEndpoints.Check)], constraint) : null;
    }

    /// <summary>Reads who has the labels, once for a search.</summary>
    public async ValueTask<Predicate<ArchiveId>> PrepareAsync(DicomArchive archive, QueryRetrieveLevel level, CancellationToken cancellation)
    {
        List<IReadOnlySet<ArchiveId>> sets = [];
        foreach (var label in Labels)
            sets.Add(await archive.Extras.FindLabelledAsync(level, label, cancellation));
        return Constraint switch
        {
            LabelConstraint.All => id => sets.TrueForAll(set => set.Contains(id)),
            LabelConstraint.Any => id => sets.Exists(set => set.Contains(id)),
            _ => id => !sets.Exists(set => set.Contains(id)),
        };
    }
}

/// <summary>How many of the labels a resource must have.</summary>
internal enum LabelConstraint
{
    All,
    Any,
    None,
}
