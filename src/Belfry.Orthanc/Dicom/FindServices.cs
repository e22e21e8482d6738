using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>Services 7004 to 7009: what a find callback does with its handles.</summary>
internal static unsafe class FindServices
{
    /// <summary>7004: adds an answer. Whether it matches is the plugin's business.</summary>
    public static OrthancErrorCode AddAnswer(PluginHost host, OrthancFindOperation* parameters)
    {
        var answers = host.Handles.Get<IAnswerSink>(parameters->Answers);
        answers.Add(host.Files.Parse(HostMemory.Bytes(parameters->Dicom, parameters->Size)));
        return OrthancErrorCode.Success;
    }

    /// <summary>7005: says that there is more than was added.</summary>
    public static OrthancErrorCode MarkIncomplete(PluginHost host, OrthancFindOperation* parameters)
    {
        host.Handles.Get<IAnswerSink>(parameters->Answers).MarkIncomplete();
        return OrthancErrorCode.Success;
    }

    /// <summary>7006: how many keys the query has.</summary>
    public static OrthancErrorCode GetQuerySize(PluginHost host, OrthancFindOperation* parameters)
    {
        var query = host.Handles.Get<FindQueryHandle>(parameters->Query);
        if (parameters->ResultUint32 == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultUint32 = (uint)query.Keys.Count;
        return OrthancErrorCode.Success;
    }

    /// <summary>7007: the tag of a key.</summary>
    public static OrthancErrorCode GetQueryTag(PluginHost host, OrthancFindOperation* parameters)
    {
        var tag = KeyOf(host, parameters).Tag;
        if (parameters->ResultGroup == null || parameters->ResultElement == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultGroup = tag.Group;
        *parameters->ResultElement = tag.Element;
        return OrthancErrorCode.Success;
    }

    /// <summary>7008: the name of a key's tag.</summary>
    public static OrthancErrorCode GetQueryTagName(PluginHost host, OrthancFindOperation* parameters) =>
        Return(parameters, TagNames.Of(KeyOf(host, parameters).Tag));

    /// <summary>7009: the value of a key. One that has no text is <see cref="OrthancErrorCode.BadParameterType"/>.</summary>
    public static OrthancErrorCode GetQueryValue(PluginHost host, OrthancFindOperation* parameters) => Return(
        parameters, KeyOf(host, parameters).Value ?? throw new ServiceException(OrthancErrorCode.BadParameterType));

    private static FindKey KeyOf(PluginHost host, OrthancFindOperation* parameters)
    {
        var keys = host.Handles.Get<FindQueryHandle>(parameters->Query).Keys;
        return parameters->Index < keys.Count ? keys[(int)parameters->Index] : throw new ServiceException(OrthancErrorCode.ParameterOutOfRange);
    }

    private static OrthancErrorCode Return(OrthancFindOperation* parameters, string text)
    {
        if (parameters->ResultString == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultString = HostMemory.NewString(text);
        return OrthancErrorCode.Success;
    }
}
