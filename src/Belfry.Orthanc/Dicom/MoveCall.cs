using System.Runtime.InteropServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// One C-MOVE in a plugin: its driver, from the callback to freeMove. Everything runs on the one lane of the request, so nothing here
/// is shared.
/// </summary>
internal sealed unsafe class MoveCall(PluginHost host, MoveRegistration registration, RetrieveRequest request, AETitle destination)
{
    private static readonly DicomTag[] s_identifiers =
        [Tags.PatientID, Tags.AccessionNumber, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID];

    private nint _driver;

    /// <summary>How many sub-operations the plugin announced.</summary>
    public uint Size { get; private set; }

    /// <summary>Calls the callback and asks for the size; false when the plugin gives no driver.</summary>
    /// <exception cref="PluginThrewException">A C++ exception left one of them.</exception>
    public bool Begin(OrthancResourceType level)
    {
        _driver = CallBack(level);
        if (_driver == 0)
            return false;
        Size = host.Guard.MoveSize(registration.Functions.GetMoveSize, _driver);
        return true;
    }

    /// <summary>Calls applyMove and returns its code.</summary>
    /// <exception cref="PluginThrewException">A C++ exception left it.</exception>
    public int Apply() => _driver == 0
        ? throw new InvalidOperationException("The move has ended.")
        : host.Guard.ApplyMove(registration.Functions.ApplyMove, _driver);

    /// <summary>Calls freeMove if there is a driver that was not freed.</summary>
    /// <exception cref="PluginThrewException">A C++ exception left it.</exception>
    public void End()
    {
        if (_driver == 0)
            return;
        var driver = _driver;
        _driver = 0;
        host.Guard.FreeMove(registration.Functions.FreeMove, driver);
    }

    private nint CallBack(OrthancResourceType level)
    {
        using var connection = new ConnectionTexts(request.Connection);
        var identifiers = stackalloc byte*[s_identifiers.Length];
        for (var i = 0; i < s_identifiers.Length; i++)
            identifiers[i] = TextOf(s_identifiers[i]);
        var target = HostMemory.NewString(destination.Value);
        var handle = host.Handles.Add(connection);
        try
        {
            return registration.Version == 1
                ? host.Guard.Move(
                    registration.Functions.Callback, (int)level, identifiers, connection.RemoteAet, connection.CalledAet, target, request.MessageId)
                : host.Guard.Move2(registration.Functions.Callback, (int)level, identifiers, handle, target, request.MessageId);
        }
        finally
        {
            host.Handles.Remove(handle);
            NativeMemory.Free(target);
            for (var i = 0; i < s_identifiers.Length; i++)
                NativeMemory.Free(identifiers[i]);
        }
    }

    private byte* TextOf(DicomTag tag) =>
        KeyText.Find(request.Query.Identifier, tag, host.Options.Matching.DefaultCharacterSet) is { } text ? HostMemory.NewString(text) : null;
}
