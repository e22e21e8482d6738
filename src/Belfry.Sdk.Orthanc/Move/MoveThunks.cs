using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>The callbacks for C-MOVE, as the host calls them: the four calls for one request come from one thread, one after the other.</summary>
internal static unsafe class MoveThunks
{
    public static void Register(HostServices services)
    {
        var isSecond = services.HasSecondCallbacks;
        var parameters = new OrthancMoveCallback
        {
            Callback = isSecond
                ? (nint)(delegate* unmanaged[Cdecl]<int, byte*, byte*, byte*, byte*, byte*, nint, byte*, ushort, nint>)&Move2
                : (nint)(delegate* unmanaged[Cdecl]<int, byte*, byte*, byte*, byte*, byte*, byte*, byte*, byte*, ushort, nint>)&Move,
            GetMoveSize = (nint)(delegate* unmanaged[Cdecl]<nint, uint>)&GetMoveSize,
            ApplyMove = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&ApplyMove,
            FreeMove = (nint)(delegate* unmanaged[Cdecl]<nint, void>)&FreeMove,
        };
        services.Require(isSecond ? OrthancService.RegisterMoveCallback2 : OrthancService.RegisterMoveCallback, &parameters);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Move(
        int level, byte* patient, byte* accession, byte* study, byte* series, byte* instance, byte* originator, byte* source, byte* target, ushort message)
    {
        try
        {
            var identifier = MoveIdentifier.Build((OrthancResourceType)level, patient, accession, study, series, instance);
            return Begin(identifier, HostConnection.Of(originator, source), target, message);
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Move2(
        int level, byte* patient, byte* accession, byte* study, byte* series, byte* instance, nint connection, byte* target, ushort message)
    {
        try
        {
            var identifier = MoveIdentifier.Build((OrthancResourceType)level, patient, accession, study, series, instance);
            return Begin(identifier, HostConnection.Of(OrthancExport.Plugin.Services, connection), target, message);
        }
        catch (Exception)
        {
            return 0;
        }
    }

    private static nint Begin(MoveIdentifier identifier, HostConnection connection, byte* target, ushort message)
    {
        var plugin = OrthancExport.Plugin;
        var move = plugin.Move ?? throw new ServiceException(OrthancErrorCode.Plugin);
        return move.Begin(identifier, plugin.ConnectionOf(connection), ExportedPlugin.AETitleOf(HostMemory.Text(target)), message) is { } driver
            ? GCHandle.ToIntPtr(GCHandle.Alloc(driver))
            : 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint GetMoveSize(nint driver)
    {
        try
        {
            return Of(driver).Size;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ApplyMove(nint driver)
    {
        try
        {
            return (int)Of(driver).Apply();
        }
        catch (Exception)
        {
            return (int)OrthancErrorCode.Plugin;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeMove(nint driver)
    {
        try
        {
            Of(driver).End();
            GCHandle.FromIntPtr(driver).Free();
        }
        catch (Exception)
        {
            // End has logged what there is to say.
        }
    }

    private static MoveDriver Of(nint driver) => (MoveDriver?)GCHandle.FromIntPtr(driver).Target ?? throw new ServiceException(OrthancErrorCode.NullPointer);
}
