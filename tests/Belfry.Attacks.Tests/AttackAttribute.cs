using Xunit.v3;

namespace Belfry.Attacks.Tests;

/// <summary>The class of attacks that a group of tests is about, by its number in docs/attacks.md.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AttackAttribute(int number) : Attribute, ITraitAttribute
{
    public int Number => number;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Attack", $"{number}")];
}
