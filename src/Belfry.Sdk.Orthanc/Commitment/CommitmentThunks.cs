using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>The callbacks for storage commitment, as the host's jobs call them.</summary>
internal static unsafe class CommitmentThunks
{
    public static void Register(HostServices services)
    {
        var isSecond = services.HasSecondCallbacks;
        var parameters = new OrthancRegisterStorageCommitmentScpCallback
        {
            Factory = isSecond
                ? (nint)(delegate* unmanaged[Cdecl]<nint*, byte*, byte*, byte**, byte**, uint, nint, int>)&Begin2
                : (nint)(delegate* unmanaged[Cdecl]<nint*, byte*, byte*, byte**, byte**, uint, byte*, byte*, int>)&Begin,
            Lookup = (nint)(delegate* unmanaged[Cdecl]<OrthancStorageCommitmentFailureReason*, nint, byte*, byte*, int>)&Lookup,
            Destructor = (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Destroy,
        };
        services.Require(
            isSecond ? OrthancService.RegisterStorageCommitmentScpCallback2 : OrthancService.RegisterStorageCommitmentScpCallback, &parameters);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Begin(
        nint* handler, byte* job, byte* transaction, byte** classes, byte** instances, uint count, byte* remoteAet, byte* calledAet)
    {
        try
        {
            return Begin(handler, job, transaction, classes, instances, count, HostConnection.Of(remoteAet, calledAet));
        }
        catch (Exception)
        {
            return (int)OrthancErrorCode.Plugin;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Begin2(nint* handler, byte* job, byte* transaction, byte** classes, byte** instances, uint count, nint connection)
    {
        try
        {
            return Begin(handler, job, transaction, classes, instances, count, HostConnection.Of(OrthancExport.Plugin.Services, connection));
        }
        catch (Exception)
        {
            return (int)OrthancErrorCode.Plugin;
        }
    }

    private static int Begin(nint* handler, byte* job, byte* transaction, byte** classes, byte** instances, uint count, HostConnection connection)
    {
        var plugin = OrthancExport.Plugin;
        var commitment = plugin.Commitment ?? throw new ServiceException(OrthancErrorCode.Plugin);
        var references = new ReferencedInstance[count];
        for (uint i = 0; i < count; i++)
            references[i] = ReferenceOf(classes[i], instances[i]);
        var driver = commitment.Begin(HostMemory.Required(job), new DicomUid(HostMemory.Required(transaction)), references, plugin.ConnectionOf(connection));
        *handler = driver is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(driver));
        return (int)OrthancErrorCode.Success;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lookup(OrthancStorageCommitmentFailureReason* target, nint handler, byte* sopClass, byte* sopInstance)
    {
        try
        {
            *target = Of(handler).Lookup(ReferenceOf(sopClass, sopInstance));
            return (int)OrthancErrorCode.Success;
        }
        catch (Exception)
        {
            return (int)OrthancErrorCode.Plugin;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint handler)
    {
        try
        {
            Of(handler).End();
            GCHandle.FromIntPtr(handler).Free();
        }
        catch (Exception)
        {
            // End has logged what there is to say.
        }
    }

    private static ReferencedInstance ReferenceOf(byte* sopClass, byte* sopInstance) =>
        new(new DicomUid(HostMemory.Required(sopClass)), new DicomUid(HostMemory.Required(sopInstance)));

    private static CommitmentDriver Of(nint handler) =>
        (CommitmentDriver?)GCHandle.FromIntPtr(handler).Target ?? throw new ServiceException(OrthancErrorCode.NullPointer);
}
