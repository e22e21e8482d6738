using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Belfry.Server.Plugins;

/// <summary>Whether this build can load managed code while it runs. One that was compiled ahead of time has no compiler for it (decision 0255).</summary>
internal static class ManagedCode
{
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    public static bool CanBeLoaded => RuntimeFeature.IsDynamicCodeSupported;
}
