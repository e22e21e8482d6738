using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Orthanc.Rest;
using Belfry.Sdk;

namespace Belfry.Orthanc.Archive;

/// <summary>Services 22, 3000 and 3005 to 3009: instances of the archive, and identifiers by what they are called.</summary>
internal static unsafe class ArchiveServices
{
    /// <summary>22: the tags of a stored instance, as 21 writes them.</summary>
    public static OrthancErrorCode InstanceToJson(PluginHost host, OrthancDicomToJson* parameters)
    {
        if (parameters->Result == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var file = DicomFile.Parse(ReadFile(host, HostMemory.Required(parameters->InstanceId)));
        *parameters->Result = HostMemory.NewString(JsonServices.ToJson(file.DataSet, parameters->Format, parameters->Flags, parameters->MaxStringLength));
        return OrthancErrorCode.Success;
    }

    /// <summary>3000: the file of a stored instance.</summary>
    public static OrthancErrorCode GetFile(PluginHost host, OrthancGetDicomForInstance* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        HostMemory.Fill(parameters->Target, ReadFile(host, HostMemory.Required(parameters->InstanceId)).Span);
        return OrthancErrorCode.Success;
    }

    /// <summary>3005 to 3009: the one resource of a type with that UID, Patient ID or Accession Number.</summary>
    public static OrthancErrorCode LookUp(PluginHost host, OrthancRetrieveDynamicString* parameters, string type)
    {
        if (parameters->Result == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var text = HostMemory.Required(parameters->Argument);
        var answer = Call(host, new RestCall(RestVerb.Post, "/tools/lookup") { Body = Encoding.UTF8.GetBytes(text) });
        using var found = JsonDocument.Parse(answer);
        var ids = found.RootElement.EnumerateArray().Where(item => item.GetProperty("Type").ValueEquals(type)).Select(static item => item.GetProperty("ID").GetString()).ToList();
        if (ids is not [{ } only])
            return OrthancErrorCode.UnknownResource;
        *parameters->Result = HostMemory.NewString(only);
        return OrthancErrorCode.Success;
    }

    /// <summary>The file of a stored instance.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public static ReadOnlyMemory<byte> ReadFile(PluginHost host, string instance) =>
        Call(host, new RestCall(RestVerb.Get, $"/instances/{Uri.EscapeDataString(instance)}/file"));

    private static ReadOnlyMemory<byte> Call(PluginHost host, RestCall call)
    {
        var answer = LaneWait.For(host.Rest.CallAsync(call));
        return answer.IsSuccess ? answer.Body : throw new ServiceException(HttpErrors.CodeOf(answer.Status));
    }
}
