using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Jobs;

/// <summary>Services 9000 to 9004: jobs of plugins.</summary>
internal static unsafe class JobServices
{
    /// <summary>9000.</summary>
    public static OrthancErrorCode Create(NativePlugin plugin, OrthancCreateJob* parameters) => Create(plugin, *parameters, 1);

    /// <summary>9004: the same, with functions that fill blocks of memory.</summary>
    public static OrthancErrorCode Create2(NativePlugin plugin, OrthancCreateJob2* parameters) => Create(plugin, *(OrthancCreateJob*)parameters, 2);

    /// <summary>9001: a job that was not submitted; null is allowed.</summary>
    public static OrthancErrorCode Free(PluginHost host, OrthancFreeJob* parameters)
    {
        if (parameters->Job == 0)
            return OrthancErrorCode.Success;
        var job = host.Handles.Get<NativeJob>(parameters->Job);
        if (host.Handles.Remove(parameters->Job))
            job.FinalizeJob();
        return OrthancErrorCode.Success;
    }

    /// <summary>9002: from then on the job is the server's.</summary>
    public static OrthancErrorCode Submit(PluginHost host, OrthancSubmitJob* parameters)
    {
        if (parameters->ResultId == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var job = host.Handles.Get<NativeJob>(parameters->Job);
        var id = LaneWait.For(host.Jobs.SubmitAsync(job, job.Content(), job.Serialized(), parameters->Priority));
        host.Handles.Remove(parameters->Job);
        *parameters->ResultId = HostMemory.NewString(id.ToString("D"));
        return OrthancErrorCode.Success;
    }

    private static OrthancErrorCode Create(NativePlugin plugin, OrthancCreateJob functions, int version)
    {
        if (functions.Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        foreach (var function in (ReadOnlySpan<nint>)[functions.GetProgress, functions.GetContent, functions.GetSerialized, functions.Step, functions.Stop])
        {
            if (function == 0)
                throw new ServiceException(OrthancErrorCode.NullPointer);
        }

        *functions.Target = plugin.Host.Handles.Add(new NativeJob(plugin, functions, version));
        return OrthancErrorCode.Success;
    }
}
