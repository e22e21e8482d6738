namespace Belfry.Orthanc.Abi;

/// <summary>A part of the plugin interface that this server does not have yet.</summary>
/// <param name="Name">What it is, in the plural or as a mass: it follows "registers".</param>
/// <param name="Consequence">What a plugin that registers it will wait for in vain; null for services that are only called.</param>
internal sealed record UnservedArea(string Name, string? Consequence = null);
