using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>The worklist callback of a plugin in a process of its own. A process that ends ends the query with C000H.</summary>
internal sealed class IsolatedWorklistHandler(IsolatedPlugin plugin) : IWorklistHandler, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => plugin.Facts.Name;

    /// <inheritdoc/>
    public IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, CancellationToken cancellation) => IsolatedQuery.AskAsync(
        plugin,
        new ChildRequest(MessageKind.Worklist, "worklist callback", message => message.Write(request)) { Place = plugin.Worklists, IsRepeatable = true },
        "The worklist plugin ended",
        request.MarkIncomplete,
        cancellation);
}
