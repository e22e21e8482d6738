using Microsoft.CodeAnalysis;

namespace Belfry.Sdk.Orthanc.Generator;

/// <summary>A class with the mark, and what keeps it from being exported.</summary>
internal sealed class MarkedClass
{
    private static readonly string[] s_handlers = ["IWorklistHandler", "IFindHandler", "IRetrieveHandler", "IStorageCommitmentHandler"];

    private MarkedClass(INamedTypeSymbol type, AttributeData mark)
    {
        TypeName = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        DisplayName = type.ToDisplayString();
        Location = type.Locations.FirstOrDefault() ?? Location.None;
        Name = mark.ConstructorArguments.Length == 1 ? mark.ConstructorArguments[0].Value as string ?? "" : "";
        Version = TextOf(mark, "Version");
        Description = TextOf(mark, "Description");
        CanBeMade = !type.IsAbstract && !IsGeneric(type);
        TakesHost = HasConstructor(type, "IPluginHost");
        TakesNothing = HasConstructor(type, null);
        HasHandler = type.AllInterfaces.Any(static i => i.ContainingNamespace.ToDisplayString() == "Belfry.Sdk" && s_handlers.Contains(i.Name));
    }

    public string TypeName { get; }

    public string DisplayName { get; }

    public Location Location { get; }

    public string Name { get; }

    public string Version { get; }

    public string Description { get; }

    public bool CanBeMade { get; }

    public bool TakesHost { get; }

    public bool TakesNothing { get; }

    public bool HasHandler { get; }

    public static MarkedClass Of(GeneratorAttributeSyntaxContext context) => new((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0]);

    private static string TextOf(AttributeData mark, string key) =>
        mark.NamedArguments.FirstOrDefault(a => a.Key == key).Value.Value as string ?? "";

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || (type.ContainingType is { } outer && IsGeneric(outer));

    private static bool HasConstructor(INamedTypeSymbol type, string? parameter) => type.InstanceConstructors.Any(c =>
        c.DeclaredAccessibility == Accessibility.Public
        && (parameter is null ? c.Parameters.Length == 0 : c.Parameters.Length == 1 && c.Parameters[0].Type.Name == parameter));
}
