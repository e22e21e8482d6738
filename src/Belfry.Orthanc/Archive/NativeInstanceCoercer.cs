using System.Runtime.InteropServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Archive;

/// <summary>
/// The callback of a plugin that changes instances that come (1018): it sees the whole file in memory and gives another. One at a time, with the plugin's
/// REST callbacks "with lock", as in the reference host. One that fails refuses the instance.
/// </summary>
internal sealed partial class NativeInstanceCoercer(ReceivedInstanceRegistration registration) : IInstanceCoercer, ICallbackOwner
{
    private const ushort OutOfResources = 0xA700;
    private const ushort CannotUnderstand = 0xC000;

    /// <inheritdoc/>
    public string OwnerName => registration.Plugin.Name;

    private ILogger Logger => registration.Plugin.Logger;

    /// <inheritdoc/>
    public async ValueTask<InstanceCoercion> CoerceAsync(IncomingInstance instance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var source = instance.Source ?? throw new InvalidOperationException("There is nothing but the header.");
        if (instance.Length > SourceFile.MostBytes)
            throw new DimseStatusException(new DimseStatus(OutOfResources), "The instance is too long for a plugin that sees all of it");
        var received = await SourceFile.ReadAsync(source);
        var origin = InstanceServices.OriginOf(instance.Origin);
        var action = 0;
        byte[] modified = [];
        try
        {
            await registration.Plugin.RestLanes.RunAsync(() => action = Ask(received, origin, out modified), isLocked: true, cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(Logger, thrown, OwnerName);
            throw Failed(thrown);
        }

        switch ((OrthancReceivedInstanceAction)action)
        {
            case OrthancReceivedInstanceAction.Modify when modified.Length > 0:
                return InstanceCoercion.Replace(Parse(modified));
            case OrthancReceivedInstanceAction.KeepAsIs or OrthancReceivedInstanceAction.Modify:
                return InstanceCoercion.Keep;
            case OrthancReceivedInstanceAction.Discard:
                return InstanceCoercion.Discard;
            default:
                LogGarbage(Logger, OwnerName, action);
                throw Failed(null);
        }
    }

    private unsafe int Ask(byte[] received, OrthancInstanceOrigin origin, out byte[] modified)
    {
        modified = [];
        OrthancMemoryBuffer64 buffer = default;
        try
        {
            int action;
            fixed (byte* bytes = received)
                action = registration.Plugin.Host.Guard.CallForCode(registration.Callback, (nint)(&buffer), (nint)bytes, received.Length, (nint)origin);
            if (action == (int)OrthancReceivedInstanceAction.Modify)
                modified = Copy(buffer);
            return action;
        }
        finally
        {
            NativeMemory.Free(buffer.Data);
        }
    }

    private unsafe byte[] Copy(OrthancMemoryBuffer64 buffer)
    {
        if (buffer.Size == 0 || (buffer.Data != null && buffer.Size <= (ulong)Array.MaxLength))
            return new ReadOnlySpan<byte>(buffer.Data, (int)buffer.Size).ToArray();

        // Not kept as it came: it was to be changed.
        LogNoBuffer(Logger, OwnerName, buffer.Size, buffer.Data == null ? "at no address" : "which is more than one block can have");
        throw Failed(null);
    }

    private InstanceSource Parse(byte[] modified)
    {
        try
        {
            return MemoryFileSource.Of(modified);
        }
        catch (DicomFormatException fault)
        {
            LogNoInstance(Logger, fault, OwnerName);
            throw Failed(fault);
        }
    }

    private static DimseStatusException Failed(Exception? fault) =>
        new(new DimseStatus(CannotUnderstand), "A plugin that changes instances failed", innerException: fault);

    [LoggerMessage(5075, LogLevel.Error, "The callback of {Plugin} that changes instances let a C++ exception out; the instance is refused")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5076, LogLevel.Error, "The callback of {Plugin} that changes instances answered {Answer}, which is no action; the instance is refused")]
    private static partial void LogGarbage(ILogger logger, string plugin, int answer);

    [LoggerMessage(5077, LogLevel.Error, "What {Plugin} made of an instance is none; the instance is refused")]
    private static partial void LogNoInstance(ILogger logger, Exception fault, string plugin);

    [LoggerMessage(5079, LogLevel.Error, "{Plugin} made an instance of {Length} bytes of another, {Problem}; the instance is refused")]
    private static partial void LogNoBuffer(ILogger logger, string plugin, ulong length, string problem);
}
