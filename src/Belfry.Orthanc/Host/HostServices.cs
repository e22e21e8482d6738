using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Host;

/// <summary>Services 4 to 13, 17, 19, 28 and 44: facts about the server and the plugin's words about itself.</summary>
internal static unsafe class HostServices
{
    // The schema of the reference host's index at version 1.12.11.
    private const uint DatabaseVersion = 6;

    // Properties below belong to the host.
    private const int FirstUserProperty = 1024;

    // Where properties are kept among the stores of plugins.
    private const string PropertyStore = "belfry/global-properties";

    /// <summary>4: the program.</summary>
    public static OrthancErrorCode GetOrthancPath(NativePlugin plugin, OrthancRetrieveDynamicString* parameters) =>
        Return(parameters, ProgramOf(plugin));

    /// <summary>5: the program's folder.</summary>
    public static OrthancErrorCode GetOrthancDirectory(NativePlugin plugin, OrthancRetrieveDynamicString* parameters) =>
        Return(parameters, Path.GetDirectoryName(ProgramOf(plugin)) ?? "");

    /// <summary>6: the configuration file or folder; empty when the server runs on defaults.</summary>
    public static OrthancErrorCode GetConfigurationPath(NativePlugin plugin, OrthancRetrieveDynamicString* parameters) =>
        Return(parameters, plugin.Host.Options.ConfigurationPath is { Length: > 0 } path ? Path.GetFullPath(path) : "");

    /// <summary>7: description, root address, script for the web pages.</summary>
    public static OrthancErrorCode SetPluginProperty(NativePlugin plugin, OrthancSetPluginProperty* parameters)
    {
        plugin.SetProperty(parameters->Property, HostMemory.Required(parameters->Value));
        return OrthancErrorCode.Success;
    }

    /// <summary>8: a property that was set, or the plugin's default.</summary>
    public static OrthancErrorCode GetGlobalProperty(PluginHost host, OrthancGlobalProperty* parameters)
    {
        var found = LaneWait.For(host.Stores.FindAsync(PropertyStore, Name(parameters->Property)));
        *NotNull(parameters->Result) = found is { } value ? HostMemory.NewString(value.Span) : HostMemory.NewString(HostMemory.Text(parameters->Value) ?? "");
        return OrthancErrorCode.Success;
    }

    /// <summary>9: the host's own properties are not for plugins.</summary>
    public static OrthancErrorCode SetGlobalProperty(PluginHost host, OrthancGlobalProperty* parameters)
    {
        if (parameters->Property < FirstUserProperty)
            return OrthancErrorCode.UnknownPluginService;
        LaneWait.For(host.Stores.PutAsync(PropertyStore, Name(parameters->Property), HostMemory.Bytes(parameters->Value).ToArray()));
        return OrthancErrorCode.Success;
    }

    /// <summary>10: how many arguments, without the program.</summary>
    public static OrthancErrorCode GetCommandLineArgumentsCount(NativePlugin plugin, OrthancReturnSingleValue* parameters)
    {
        *NotNull(parameters->ResultUint32) = (uint)plugin.Host.Options.CommandLineArguments.Count;
        return OrthancErrorCode.Success;
    }

    /// <summary>11: one argument; past the end is an unknown service, as in the reference host.</summary>
    public static OrthancErrorCode GetCommandLineArgument(NativePlugin plugin, OrthancGlobalProperty* parameters)
    {
        var arguments = plugin.Host.Options.CommandLineArguments;
        if ((uint)parameters->Property >= (uint)arguments.Count)
            return OrthancErrorCode.UnknownPluginService;
        *NotNull(parameters->Result) = HostMemory.NewString(arguments[parameters->Property]);
        return OrthancErrorCode.Success;
    }

    /// <summary>12.</summary>
    public static OrthancErrorCode GetExpectedDatabaseVersion(OrthancReturnSingleValue* parameters)
    {
        *NotNull(parameters->ResultUint32) = DatabaseVersion;
        return OrthancErrorCode.Success;
    }

    /// <summary>13: the whole configuration.</summary>
    public static OrthancErrorCode GetConfiguration(NativePlugin plugin, OrthancRetrieveDynamicString* parameters)
    {
        *NotNull(parameters->Result) = HostMemory.NewString(plugin.Host.Options.Configuration.Span);
        return OrthancErrorCode.Success;
    }

    /// <summary>17: a text that lives for ever.</summary>
    public static OrthancErrorCode GetErrorDescription(OrthancGetErrorDescription* parameters)
    {
        *NotNull(parameters->Target) = ErrorCodes.Text(parameters->Error);
        return OrthancErrorCode.Success;
    }

    /// <summary>
    /// 19: a fresh code of the plugin's own, whatever its own number for it. The text appears in the log, and with the status in answers of HTTP.
    /// </summary>
    public static OrthancErrorCode RegisterErrorCode(OrthancRegisterErrorCode* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Target = ErrorCodes.Register(HostMemory.Required(parameters->Message), parameters->HttpStatus);
        return OrthancErrorCode.Success;
    }

    /// <summary>28: a random UUID, in lower case.</summary>
    public static OrthancErrorCode GenerateUuid(OrthancRetrieveDynamicString* parameters)
    {
#pragma warning disable RS0030 // A UUID for the plugin's own purposes, never a UID of ours.
        return Return(parameters, Guid.NewGuid().ToString("D"));
#pragma warning restore RS0030
    }

    /// <summary>44: the name that debuggers show for the calling thread.</summary>
    public static OrthancErrorCode SetCurrentThreadName(byte* name)
    {
        Thread.CurrentThread.Name = HostMemory.Required(name);
        return OrthancErrorCode.Success;
    }

    private static string Name(int property) => property.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string ProgramOf(NativePlugin plugin) => plugin.Host.Options.Program ?? Environment.ProcessPath ?? "";

    private static OrthancErrorCode Return(OrthancRetrieveDynamicString* parameters, string text)
    {
        *NotNull(parameters->Result) = HostMemory.NewString(text);
        return OrthancErrorCode.Success;
    }

    private static T* NotNull<T>(T* pointer)
        where T : unmanaged => pointer == null ? throw new ServiceException(OrthancErrorCode.NullPointer) : pointer;

    private static byte** NotNull(byte** pointer) =>
        pointer == null ? throw new ServiceException(OrthancErrorCode.NullPointer) : pointer;
}
