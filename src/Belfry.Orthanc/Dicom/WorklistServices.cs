using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>Services 7000 to 7003: what a worklist callback does with its handles.</summary>
internal static unsafe class WorklistServices
{
    /// <summary>7000: adds an item. It need not match; reduction to the requested keys is the server's.</summary>
    public static OrthancErrorCode AddAnswer(PluginHost host, OrthancWorklistAnswersOperation* parameters)
    {
        var call = host.Handles.Get<WorklistAnswersHandle>(parameters->Answers).Call;
        if (host.Handles.Get<WorklistQueryHandle>(parameters->Query).Call != call)
            throw new ServiceException(OrthancErrorCode.Plugin, "The answers belong to another query.");
        call.Add(host.Parse(HostMemory.Bytes(parameters->Dicom, parameters->Size)));
        return OrthancErrorCode.Success;
    }

    /// <summary>7001: says that there is more than was added.</summary>
    public static OrthancErrorCode MarkIncomplete(PluginHost host, OrthancWorklistAnswersOperation* parameters)
    {
        host.Handles.Get<IAnswerSink>(parameters->Answers).MarkIncomplete();
        return OrthancErrorCode.Success;
    }

    /// <summary>7002: whether an item matches the query.</summary>
    public static OrthancErrorCode IsMatch(PluginHost host, OrthancWorklistQueryOperation* parameters)
    {
        var query = host.Handles.Get<WorklistQueryHandle>(parameters->Query).Call.Query;
        return MatcherServices.Answer(host, query, parameters->Dicom, parameters->Size, parameters->IsMatch);
    }

    /// <summary>7003: the query as a file.</summary>
    public static OrthancErrorCode GetDicomQuery(PluginHost host, OrthancWorklistQueryOperation* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        HostMemory.Fill(parameters->Target, host.Handles.Get<WorklistQueryHandle>(parameters->Query).Call.QueryFile());
        return OrthancErrorCode.Success;
    }
}
