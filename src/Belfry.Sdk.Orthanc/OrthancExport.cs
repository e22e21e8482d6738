using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>
/// What the four functions of an exported plugin call. The source generator writes them; nobody else needs this class. One plugin lives in one
/// library. Nothing thrown leaves it.
/// </summary>
public static unsafe class OrthancExport
{
    private static ExportedPlugin? s_plugin;

    /// <summary>The running plugin.</summary>
    /// <exception cref="InvalidOperationException">It was stopped, or never started.</exception>
    internal static ExportedPlugin Plugin => Volatile.Read(ref s_plugin) ?? throw new InvalidOperationException("The plugin does not run.");

    /// <summary><c>OrthancPluginInitialize</c>: makes the plugin's object and registers the callbacks of the interfaces that it implements.</summary>
    /// <param name="context">The context of the host.</param>
    /// <param name="name">The plugin's name, as <see cref="GetText"/> made it.</param>
    /// <param name="description">What the host shows beside the name; empty for nothing.</param>
    /// <param name="make">Makes the object.</param>
    /// <returns>0, or an error code: the host then refuses the plugin. The reason is in the host's log.</returns>
    public static int Initialize(nint context, nint name, string description, Func<IPluginHost, object> make)
    {
        try
        {
            ArgumentNullException.ThrowIfNull(make);
            var services = new HostServices((OrthancContext*)context, HostMemory.Required((byte*)name));
            try
            {
                var plugin = ExportedPlugin.Start(services, make);
                Volatile.Write(ref s_plugin, plugin);
                plugin.Register();
                services.SetDescription(description);
                return (int)OrthancErrorCode.Success;
            }
            catch (Exception fault)
            {
                services.Log(HostLogLevel.Error, $"The plugin cannot start: {fault}");
                Finish();
                return (int)Faults.CodeOf(fault);
            }
        }
        catch (Exception)
        {
            // There is no host to tell.
            return (int)OrthancErrorCode.Plugin;
        }
    }

    /// <summary><c>OrthancPluginFinalize</c>: cancels what still runs and disposes the plugin's object.</summary>
    public static void Finish()
    {
        var plugin = Interlocked.Exchange(ref s_plugin, null);
        try
        {
            plugin?.Stop();
        }
        catch (Exception fault)
        {
            plugin?.Services.Log(HostLogLevel.Error, $"The plugin did not stop cleanly: {fault}");
        }
    }

    /// <summary>A text for <c>OrthancPluginGetName</c> and <c>OrthancPluginGetVersion</c>: UTF-8, NUL-terminated, never freed.</summary>
    public static nint GetText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (nint)HostMemory.NewString(text);
    }
}
