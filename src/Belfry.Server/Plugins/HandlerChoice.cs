namespace Belfry.Server.Plugins;

/// <summary>
/// Decides who answers for a service: a native callback before a managed plugin, that before what is built in. Managed plugins that name a
/// called AE title answer for that one, beside whoever answers for all.
/// </summary>
internal static class HandlerChoice
{
    /// <param name="service">The service, in words.</param>
    /// <param name="managed">The managed plugins.</param>
    /// <param name="native">The handler of native plugins, if any registered one.</param>
    /// <param name="builtIn">What answers when nobody else does, if anything.</param>
    /// <param name="onPassedOver">Is told of a plugin that is not asked since a native one is.</param>
    /// <exception cref="PluginException">Two managed plugins want to answer for the same.</exception>
    public static IReadOnlyList<ChosenHandler<T>> Choose<T>(
        string service, IReadOnlyList<ManagedPlugin> managed, T? native, ChosenHandler<T>? builtIn, Action<string>? onPassedOver = null)
        where T : class
    {
        List<ChosenHandler<T>> chosen = [];
        var candidates = managed.Where(static plugin => plugin.Instance is T).GroupBy(static plugin => plugin.CalledAETitle).ToList();
        foreach (var group in candidates)
        {
            if (group.Skip(1).Any())
                throw new PluginException(Describe(service, group));
            var plugin = group.First();
            if (plugin.CalledAETitle is null && native is not null)
                onPassedOver?.Invoke(plugin.Name);
            else
                chosen.Add(new ChosenHandler<T>((T)plugin.Instance, plugin.CalledAETitle, $"plugin '{plugin.Name}'"));
        }

        if (native is not null)
            chosen.Add(new ChosenHandler<T>(native, null, "native plugin"));
        else if (builtIn is not null && chosen.TrueForAll(static handler => handler.CalledAETitle is not null))
            chosen.Add(builtIn);
        return chosen;
    }

    private static string Describe(string service, IGrouping<Dicom.AETitle?, ManagedPlugin> group)
    {
        var whom = group.Key is { } title ? $" for the AE title {title}" : "";
        return $"More than one plugin answers {service}{whom}: {string.Join(", ", group.Select(static plugin => plugin.Name))}. Leave all but one out.";
    }
}
