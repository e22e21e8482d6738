using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// One storage commitment transaction in a plugin: its handler, from the factory to the destructor. Everything runs on the one lane of the
/// transaction, so nothing here is shared.
/// </summary>
internal sealed unsafe class CommitmentCall(PluginHost host, CommitmentRegistration registration, CommitmentRequest request)
{
    private nint _handler;

    /// <summary>Whether the plugin has taken the transaction.</summary>
    public bool HasHandler => _handler != 0;

    /// <summary>Calls the factory and returns its code. What a factory that fails has made is its own affair.</summary>
    /// <exception cref="PluginThrewException">A C++ exception left it.</exception>
    public int Begin()
    {
        using var references = new ReferenceArrays(request.References);
        using var connection = new ConnectionTexts(request.Connection);
        var job = HostMemory.NewString(request.Job.Id);
        var transaction = HostMemory.NewString(request.TransactionUid.Value);
        var handle = host.Handles.Add(connection);
        nint handler = 0;
        try
        {
            var code = registration.Version == 1
                ? host.Guard.Commitment(
                    registration.Factory, &handler, job, transaction, references.Classes, references.Instances, references.Count,
                    connection.RemoteAet, connection.CalledAet)
                : host.Guard.Commitment2(
                    registration.Factory, &handler, job, transaction, references.Classes, references.Instances, references.Count, handle);
            if (code == 0)
                _handler = handler;
            return code;
        }
        finally
        {
            host.Handles.Remove(handle);
            NativeMemory.Free(job);
            NativeMemory.Free(transaction);
        }
    }

    /// <summary>Calls the lookup for an instance and returns its code.</summary>
    /// <param name="reference">The instance.</param>
    /// <param name="reason">What the plugin says of it; success when it says nothing.</param>
    /// <exception cref="PluginThrewException">A C++ exception left it.</exception>
    public int Look(ReferencedInstance reference, out OrthancStorageCommitmentFailureReason reason)
    {
        var sopClass = HostMemory.NewString(reference.SopClassUid.Value);
        var sopInstance = HostMemory.NewString(reference.SopInstanceUid.Value);
        var target = (int)OrthancStorageCommitmentFailureReason.Success;
        reason = default;
        try
        {
            var code = host.Guard.CommitmentLookup(registration.Lookup, &target, _handler, sopClass, sopInstance);
            reason = (OrthancStorageCommitmentFailureReason)target;
            return code;
        }
        finally
        {
            NativeMemory.Free(sopClass);
            NativeMemory.Free(sopInstance);
        }
    }

    /// <summary>Calls the destructor if there is a handler.</summary>
    /// <exception cref="PluginThrewException">A C++ exception left it.</exception>
    public void End()
    {
        if (_handler == 0)
            return;
        var handler = _handler;
        _handler = 0;
        host.Guard.CommitmentDestructor(registration.Destructor, handler);
    }
}
