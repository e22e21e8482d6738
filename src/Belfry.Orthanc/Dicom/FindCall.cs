using Belfry.Dicom;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// One run of a find callback: what its three handles stand for. They live from the call to its return; what a plugin does with them
/// later ends in an error code.
/// </summary>
internal sealed class FindCall(PluginHost host, FindRequest request) : IAnswerSink
{
    private readonly List<DicomDataSet> _answers = [];

    /// <summary>What the plugin added.</summary>
    public IReadOnlyList<DicomDataSet> Answers => _answers;

    /// <summary>Calls the plugin and returns its code. Runs on the lane of the plugin's find callback.</summary>
    /// <exception cref="Guard.PluginThrewException">A C++ exception left the callback.</exception>
    public int Run(FindRegistration registration)
    {
        var keys = FindKey.Of(request.Query.Identifier, request.Query.Policy.DefaultCharacterSet);
        var query = host.Handles.Add(new FindQueryHandle(keys));
        var answers = host.Handles.Add(this);
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

    /// <summary>Service 7004.</summary>
    public void Add(DicomDataSet answer) => _answers.Add(answer);

    /// <summary>Service 7005.</summary>
    public void MarkIncomplete() => request.MarkIncomplete();
}

/// <summary>What an OrthancPluginFindQuery stands for.</summary>
internal sealed record FindQueryHandle(IReadOnlyList<FindKey> Keys);
