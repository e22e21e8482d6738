namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>What a plugin's process says when the plugin runs.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="RootUri">Where its pages start.</param>
/// <param name="Callbacks">Its callbacks in words.</param>
/// <param name="Unserved">What it wants and does not get.</param>
/// <param name="Slots">The families whose callback it holds.</param>
internal sealed record PluginFacts(
    string Name, string Version, string Description, string? RootUri, IReadOnlyList<string> Callbacks, IReadOnlyList<string> Unserved, TakenSlots Slots)
{
    // Names and callbacks are shown to people; a hundred callbacks are more than there are.
    private const int MaxText = 4096;
    private const int MaxCallbacks = 100;

    public void WriteTo(MessageWriter message)
    {
        message.Write(Name);
        message.Write(Version);
        message.Write(Description);
        message.WriteOptional(RootUri);
        message.Write(Callbacks);
        message.Write(Unserved);
        message.Write((byte)Slots);
    }

    public static PluginFacts Read(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        var facts = new PluginFacts(
            message.ReadText(), message.ReadText(), message.ReadText(), message.ReadOptionalText(), message.ReadTexts(), message.ReadTexts(),
            (TakenSlots)message.ReadByte());
        message.End();
        if (facts.Name.Length is 0 or > MaxText || facts.Version.Length > MaxText || facts.Description.Length > MaxText
            || facts.RootUri is { Length: > MaxText } || facts.Callbacks.Count > MaxCallbacks || facts.Callbacks.Any(static c => c.Length > MaxText)
            || facts.Unserved.Count > MaxCallbacks || facts.Unserved.Any(static u => u.Length > MaxText)
            || (facts.Slots & ~(TakenSlots.Worklist | TakenSlots.Find | TakenSlots.Move)) != 0)
        {
            throw new ChildProtocolException("A plugin says of itself what cannot be.");
        }

        return facts;
    }
}
