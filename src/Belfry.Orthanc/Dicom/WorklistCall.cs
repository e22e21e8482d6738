using Belfry.Dicom;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// One run of a worklist callback: what its three handles stand for. They live from the call to its return; what a plugin does with
/// them later ends in an error code. The answers belong to one thread at a time, as the interface says.
/// </summary>
internal sealed class WorklistCall(PluginHost host, WorklistRequest request)
{
    private readonly List<DicomDataSet> _answers = [];

    /// <summary>The query as the plugin sees it and as matching uses it.</summary>
    public WorklistQuery Query { get; } = request.Query.IdentifierWithoutEmptyReferences() is var cleaned && cleaned == request.Query.Identifier
        ? request.Query
        : new WorklistQuery(cleaned, request.Query.Policy);

    /// <summary>What the plugin added.</summary>
    public IReadOnlyList<DicomDataSet> Answers => _answers;

    /// <summary>Calls the plugin and returns its code. Runs on the plugin's lane.</summary>
    /// <exception cref="Guard.PluginThrewException">A C++ exception left the callback.</exception>
    public int Run(FindRegistration registration)
    {
        var query = host.Handles.Add(new WorklistQueryHandle(this));
        var answers = host.Handles.Add(new WorklistAnswersHandle(this));
        using var connection = new ConnectionTexts(request.Connection);
        var connectionHandle = host.Handles.Add(connection);
        try
        {
            return connection.Call(host.Guard, registration, answers, query, connectionHandle);
        }
        finally
        {
            host.Handles.Remove(connectionHandle);
            host.Handles.Remove(answers);
            host.Handles.Remove(query);
        }
    }

    /// <summary>Service 7003: the query as a file in the negotiated transfer syntax, sequences with their lengths.</summary>
    public byte[] QueryFile() => PluginFile.ToBytes(host, Query.Identifier, request.TransferSyntax);

    /// <summary>Service 7000.</summary>
    public void Add(DicomDataSet item) => _answers.Add(item);

    /// <summary>Service 7001.</summary>
    public void MarkIncomplete() => request.MarkIncomplete();
}

/// <summary>What an OrthancPluginWorklistQuery stands for.</summary>
internal sealed record WorklistQueryHandle(WorklistCall Call);

/// <summary>What an OrthancPluginWorklistAnswers stands for.</summary>
internal sealed record WorklistAnswersHandle(WorklistCall Call) : IAnswerSink
{
    void IAnswerSink.Add(DicomDataSet answer) => Call.Add(answer);

    void IAnswerSink.MarkIncomplete() => Call.MarkIncomplete();
}
