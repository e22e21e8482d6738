using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>The find callback of a plugin in a process of its own. A process that ends ends the query with C000H.</summary>
internal sealed class IsolatedFindHandler(IsolatedPlugin plugin) : IFindHandler, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => plugin.Facts.Name;

    /// <inheritdoc/>
    public bool TakesAnyLevel => true;

    /// <inheritdoc/>
    public bool AnswersAreComplete => plugin.AnswersAreComplete;

    /// <inheritdoc/>
    public IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, CancellationToken cancellation) => IsolatedQuery.AskAsync(
        plugin,
        new ChildRequest(MessageKind.Find, "find callback", message => message.Write(request)) { Place = plugin.Finds, IsRepeatable = true },
        "The find plugin ended",
        request.MarkIncomplete,
        cancellation);
}
