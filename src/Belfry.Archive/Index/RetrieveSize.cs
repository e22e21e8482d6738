using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What a retrieve means, in numbers.</summary>
/// <param name="Count">Instances.</param>
/// <param name="Kinds">Their SOP classes and transfer syntaxes.</param>
public sealed record RetrieveSize(int Count, IReadOnlyList<InstanceKind> Kinds);
