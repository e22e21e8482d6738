using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>The registered functions of a C-MOVE. Null ones are registered too: every C-MOVE then fails.</summary>
/// <param name="Plugin">Whose they are.</param>
/// <param name="Functions">The functions; version 1 and 2 have the same layout.</param>
/// <param name="Version">1 or 2: which signature the callback has.</param>
internal sealed record MoveRegistration(NativePlugin Plugin, OrthancMoveCallback Functions, int Version)
{
    /// <summary>True when no function is null.</summary>
    public bool IsComplete =>
        Functions is not ({ Callback: 0 } or { GetMoveSize: 0 } or { ApplyMove: 0 } or { FreeMove: 0 });
}
