using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// Shows what the index has, by the identifiers of REST: patients, studies, series and instances, what they are part of and what is part of them.
/// Thread-safe. Enumerations read in portions: what is deleted meanwhile is left out.
/// </summary>
public interface IArchiveBrowser
{
    /// <summary>The resource of an identifier; null for none.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="level">Its level; null looks at each.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="computed">Attributes that are counted or gathered if the index can (<see cref="IArchiveIndex.HasAttribute"/>).</param>
    ValueTask<ArchivedResource?> FindAsync(
        ArchiveId id, QueryRetrieveLevel? level, CancellationToken cancellation, IReadOnlyCollection<DicomTag>? computed = null);

    /// <summary>Identifiers of a level in the order of arrival.</summary>
    /// <param name="level">The level.</param>
    /// <param name="skip">How many are passed over.</param>
    /// <param name="take">How many are given at most; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<ArchiveId>> ListIdsAsync(QueryRetrieveLevel level, long skip, long? take, CancellationToken cancellation);

    /// <summary>Resources of a level in the order of arrival.</summary>
    /// <param name="level">The level.</param>
    /// <param name="skip">How many are passed over.</param>
    /// <param name="take">How many are given at most; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="computed">As for <see cref="FindAsync"/>.</param>
    IAsyncEnumerable<ArchivedResource> ListAsync(
        QueryRetrieveLevel level, long skip, long? take, CancellationToken cancellation, IReadOnlyCollection<DicomTag>? computed = null);

    /// <summary>All that is part of a resource at a level, in the order of arrival; nothing where the level is not below it.</summary>
    IAsyncEnumerable<ArchivedResource> ListBelowAsync(
        ArchivedResource resource, QueryRetrieveLevel level, CancellationToken cancellation, IReadOnlyCollection<DicomTag>? computed = null);

    /// <summary>True for the main attributes of a level, which REST shows: those of the reference host, and <c>ExtraMainDicomTags</c>.</summary>
    bool IsMain(QueryRetrieveLevel level, DicomTag tag);

    /// <summary>What a resource is part of at a level; itself at its own; null where the level is below it.</summary>
    ValueTask<ArchivedResource?> FindAboveAsync(ArchivedResource resource, QueryRetrieveLevel level, CancellationToken cancellation);

    /// <summary>
    /// The resources of the query's level that may match, in the order of arrival: all that match and perhaps others, so that the caller matches again.
    /// </summary>
    /// <param name="query">Has a level.</param>
    /// <param name="below">Only what is part of this resource; null for all.</param>
    /// <param name="isBare">True reads identifiers and attributes alone: no children, files, origins or times.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="DimseStatusException">A900H: the query has no level.</exception>
    IAsyncEnumerable<ArchivedResource> SearchAsync(FindQuery query, ArchivedResource? below, bool isBare, CancellationToken cancellation);

    /// <summary>
    /// The resources that have a text as Patient ID, Accession Number, or Study, Series or SOP Instance UID, without regard to case and surrounding
    /// spaces.
    /// </summary>
    ValueTask<IReadOnlyList<ArchivedResource>> LookUpAsync(string text, CancellationToken cancellation);

    /// <summary>How much a resource holds.</summary>
    ValueTask<ResourceSize> MeasureAsync(ArchivedResource resource, CancellationToken cancellation);
}
