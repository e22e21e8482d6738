using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Server.Plugins;

/// <summary>Loads plugins of managed code and makes their objects.</summary>
/// <param name="hostFor">Makes what a plugin of that name may use of the server.</param>
internal sealed class ManagedPluginLoader(Func<string, IPluginHost> hostFor)
{
    private static readonly Version _ownSdk = typeof(IPluginHost).Assembly.GetName().Version ?? new Version();

    /// <summary>Loads the plugins of an assembly.</summary>
    /// <param name="path">The assembly, as a full path.</param>
    /// <param name="isNamed">True when the configuration names it: then it must hold a plugin. False skips what holds none.</param>
    /// <exception cref="PluginException">What is wrong, with the plugin's name.</exception>
    public IReadOnlyList<ManagedPlugin> Load(string path, bool isNamed)
    {
        var plugins = Check(path, isNamed);
        if (plugins.Count == 0)
            return [];
        return ManagedCode.CanBeLoaded
            ? Make(path, plugins)
            : throw new PluginException($"{path}: this build of Belfry is compiled ahead of time and loads no plugins of managed code; the one of './belfry publish' without --ahead does.");
    }

    /// <summary>Looks at an assembly without running anything of it.</summary>
    /// <returns>Its plugins.</returns>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    public static IReadOnlyList<PluginMark> Check(string path, bool isNamed)
    {
        var facts = AssemblyFacts.Read(path);
        if (facts.Plugins.Count == 0)
        {
            if (!isNamed)
                return [];
            throw new PluginException(facts.IsAssembly
                ? $"{path}: no class in it is marked with [BelfryPlugin]."
                : $"{path}: neither a .NET assembly nor a shared library.");
        }

        if (facts.SdkVersion is { } built && !IsServed(built))
            throw new PluginException($"{path}: was built for Belfry.Sdk {built}; this server has {_ownSdk}.");
        return facts.Plugins;
    }

    /// <summary>The SDK only grows within a major version, so a plugin runs where its version or a later one is.</summary>
    internal static bool IsServed(Version built) => built.Major == _ownSdk.Major && built <= _ownSdk;

    [RequiresUnreferencedCode("A plugin's classes are known when it is loaded, not when the server is built.")]
    private ManagedPlugin[] Make(string path, IReadOnlyList<PluginMark> plugins)
    {
        var assembly = LoadAssembly(path);
        return [.. plugins.Select(plugin => Make(path, assembly, plugin.TypeName))];
    }

    [RequiresUnreferencedCode("A plugin's classes are known when it is loaded, not when the server is built.")]
    private ManagedPlugin Make(string path, Assembly assembly, string typeName)
    {
        try
        {
            var type = assembly.GetType(typeName, throwOnError: true) ?? throw new TypeLoadException(typeName);
            var mark = type.GetCustomAttribute<BelfryPluginAttribute>() ?? throw new TypeLoadException($"{typeName} is marked by another SDK.");
            var version = mark.Version.Length > 0 ? mark.Version : assembly.GetName().Version?.ToString(3) ?? "";
            var called = ReadAETitle(path, mark);
            return new ManagedPlugin(mark.Name, version, mark.Description, path, MakeInstance(path, type, mark.Name)) { CalledAETitle = called };
        }
        catch (Exception fault) when (fault is TypeLoadException or FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new PluginException($"{path}: the class {typeName} cannot be loaded: {fault.Message}", fault);
        }
    }

    private static AETitle? ReadAETitle(string path, BelfryPluginAttribute mark)
    {
        if (mark.CalledAETitle.Length == 0)
            return null;
        return AETitle.TryParse(mark.CalledAETitle, out var title)
            ? title
            : throw new PluginException($"{path}: the plugin '{mark.Name}' wants to answer for '{mark.CalledAETitle}', which is no AE title.");
    }

    private object MakeInstance(
        string path, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, string name)
    {
        if (type.IsAbstract || type.ContainsGenericParameters)
            throw new PluginException($"{path}: the plugin '{name}' ({type.FullName}) is abstract or generic and cannot be made.");
        var withHost = type.GetConstructor([typeof(IPluginHost)]);
        if (withHost is null && type.GetConstructor([]) is null)
            throw new PluginException($"{path}: the plugin '{name}' ({type.FullName}) has no public constructor that takes nothing or an IPluginHost.");
        try
        {
            return (withHost is null ? Activator.CreateInstance(type) : withHost.Invoke([hostFor(name)]))
                ?? throw new PluginException($"{path}: the plugin '{name}' made nothing.");
        }
        catch (TargetInvocationException fault) when (fault.InnerException is { } cause)
        {
            throw new PluginException($"{path}: the plugin '{name}' failed to start: {Describe(cause)}", cause);
        }
    }

    // What went wrong is often the inner one: a static field, a task, a library's own wrapping.
    private static string Describe(Exception fault)
    {
        var text = $"{fault.GetType().Name}: {fault.Message}";
        return fault.InnerException is { } inner ? $"{text} ({Describe(inner)})" : text;
    }

    [RequiresUnreferencedCode("A plugin's classes are known when it is loaded, not when the server is built.")]
    private static Assembly LoadAssembly(string path)
    {
        try
        {
            return new ManagedPluginContext(path).LoadFromAssemblyPath(path);
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException)
        {
            throw new PluginException($"{path}: cannot be loaded: {fault.Message}", fault);
        }
    }
}
