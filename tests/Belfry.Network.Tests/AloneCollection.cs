using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Tests that count what the process allocates run when nothing else does.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public class AloneCollection;
