using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>The worklist callback of a plugin in a process of its own. A process that ends ends the query with C000H.</summary>
internal sealed class IsolatedWorklistHandler(IsolatedPlugin plugin) : IWorklistHandler
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(
        WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var call = new ChildRequest(MessageKind.Worklist, "worklist callback", message => message.Write(request))
        {
            Place = plugin.Worklists,
            IsRepeatable = true,
        };
        QueryAnswers answers;
        try
        {
            (_, answers) = await plugin.AskAsync(call, QueryAnswers.Read, cancellation);
        }
        catch (ChildEndedException end)
        {
            throw IsolatedPlugin.Failure("The worklist plugin ended", end);
        }

        if (answers.IsIncomplete)
            request.MarkIncomplete();
        foreach (var answer in answers.All)
            yield return answer;
    }
}
