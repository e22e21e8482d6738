using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Isolation;

/// <summary>A query to a plugin in a process of its own, whatever it asks for. A process that ends ends the query with C000H.</summary>
internal static class IsolatedQuery
{
    /// <summary>Asks, and gives the answers when the callback has returned.</summary>
    /// <param name="plugin">Whom.</param>
    /// <param name="call">What.</param>
    /// <param name="comment">Told to the peer when the process ends.</param>
    /// <param name="onIncomplete">Called when the plugin says that there are more.</param>
    /// <param name="cancellation">Ends the waiting; what runs goes on.</param>
    public static async IAsyncEnumerable<DicomDataSet> AskAsync(
        IsolatedPlugin plugin, ChildRequest call, string comment, Action onIncomplete, [EnumeratorCancellation] CancellationToken cancellation)
    {
        QueryAnswers answers;
        try
        {
            (_, answers) = await plugin.AskAsync(call, QueryAnswers.Read, cancellation);
        }
        catch (ChildEndedException end)
        {
            throw IsolatedPlugin.Failure(comment, end);
        }

        if (answers.IsIncomplete)
            onIncomplete();
        foreach (var answer in answers.All)
            yield return answer;
    }
}
