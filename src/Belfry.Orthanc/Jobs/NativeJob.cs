using System.Runtime.InteropServices;
using System.Text;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Jobs;

/// <summary>
/// What an OrthancPluginJob stands for: a job of a plugin and its functions, in version 1 or 2 of the interface. Its functions are called on the
/// plugin's threads for jobs, one at a time. It belongs to the plugin until it is submitted.
/// </summary>
internal sealed unsafe class NativeJob(NativePlugin plugin, OrthancCreateJob functions, int version) : ICallbackOwner
{
    private bool _isFinalized;

    /// <summary>Whose it is.</summary>
    public NativePlugin Plugin => plugin;

    /// <inheritdoc/>
    public string OwnerName => plugin.Name;

    /// <summary>What the plugin calls its kind.</summary>
    public string Type { get; } = HostMemory.Required(functions.Type);

    /// <summary>Does a step.</summary>
    public OrthancJobStepStatus Step()
    {
        using var time = CallbackTime.Begin("step of a job", this);
        return (OrthancJobStepStatus)plugin.Host.Guard.CallForCode(functions.Step, (nint)functions.Job);
    }

    /// <summary>Says why it is not stepped any more.</summary>
    public void Stop(OrthancJobStopReason reason) => plugin.Host.Guard.CallForCode(functions.Stop, (nint)functions.Job, (nint)reason);

    /// <summary>How far it is, from 0 to 1.</summary>
    public double Progress() => plugin.Host.Guard.CallForFloat(functions.GetProgress, (nint)functions.Job);

    /// <summary>What is shown of it, the text of JSON.</summary>
    public string? Content()
    {
        if (version == 1)
            return HostMemory.Text((byte*)plugin.Host.Guard.Call(functions.GetContent, (nint)functions.Job));
        OrthancMemoryBuffer buffer = default;
        return plugin.Host.Guard.CallForCode(functions.GetContent, (nint)(&buffer), (nint)functions.Job) == 0 ? Take(buffer) : null;
    }

    /// <summary>What it can be made of again after a restart; null when it cannot.</summary>
    public string? Serialized()
    {
        if (version == 1)
            return HostMemory.Text((byte*)plugin.Host.Guard.Call(functions.GetSerialized, (nint)functions.Job));
        OrthancMemoryBuffer buffer = default;
        return plugin.Host.Guard.CallForCode(functions.GetSerialized, (nint)(&buffer), (nint)functions.Job) == 1 ? Take(buffer) : null;
    }

    /// <summary>Ends its life, once.</summary>
    public void FinalizeJob()
    {
        if (_isFinalized)
            return;
        _isFinalized = true;
        if (functions.Finalize != 0)
            plugin.Host.Guard.Call(functions.Finalize, (nint)functions.Job);
    }

    private static string Take(OrthancMemoryBuffer buffer)
    {
        try
        {
            return Encoding.UTF8.GetString(HostMemory.Bytes(buffer.Data, buffer.Size));
        }
        finally
        {
            NativeMemory.Free(buffer.Data);
        }
    }
}
