using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>Services 7010 to 7012: any DICOM file as a query, compiled once, asked many times.</summary>
internal static unsafe class MatcherServices
{
    /// <summary>7010. A query that cannot be understood is <see cref="OrthancErrorCode.BadRequest"/>.</summary>
    public static OrthancErrorCode Create(PluginHost host, OrthancCreateFindMatcher* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var query = new WorklistQuery(
            host.Parse(HostMemory.Bytes(parameters->Query, parameters->Size)), host.Options.Matching);
        _ = query.Matcher.MatchesEverything; // A query that cannot be understood fails here, not at the first question.
        *parameters->Target = host.Handles.Add(query);
        return OrthancErrorCode.Success;
    }

    /// <summary>7011. Null is accepted.</summary>
    public static OrthancErrorCode Free(PluginHost host, OrthancFreeFindMatcher* parameters) =>
        parameters->Matcher == 0 || host.Handles.Remove(parameters->Matcher) ? OrthancErrorCode.Success : OrthancErrorCode.Plugin;

    /// <summary>7012.</summary>
    public static OrthancErrorCode IsMatch(PluginHost host, OrthancFindMatcherIsMatch* parameters) => Answer(
        host, host.Handles.Get<WorklistQuery>(parameters->Matcher), parameters->Dicom, parameters->Size, parameters->IsMatch);

    /// <summary>Says whether an item matches, with the matching that the server's own worklist uses.</summary>
    public static OrthancErrorCode Answer(PluginHost host, WorklistQuery query, void* dicom, uint size, int* isMatch)
    {
        if (isMatch == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *isMatch = query.Matches(host.Parse(HostMemory.Bytes(dicom, size))) ? 1 : 0;
        return OrthancErrorCode.Success;
    }
}
