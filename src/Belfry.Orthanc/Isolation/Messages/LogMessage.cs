using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>A line of the log from a plugin's process.</summary>
/// <param name="IsPlugin">It belongs to the plugin's category, not to that of the host of plugins.</param>
/// <param name="Level">Its level.</param>
/// <param name="EventId">Number of its event.</param>
/// <param name="Text">The line.</param>
/// <param name="Exception">The exception with its stack; null for none.</param>
internal sealed record LogMessage(bool IsPlugin, LogLevel Level, int EventId, string Text, string? Exception)
{
    public void WriteTo(MessageWriter message)
    {
        message.Write(IsPlugin);
        message.Write((int)Level);
        message.Write(EventId);
        message.Write(Text);
        message.WriteOptional(Exception);
    }

    public static LogMessage Read(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        var line = new LogMessage(message.ReadBoolean(), message.ReadEnum<LogLevel>(), message.ReadInt32(), message.ReadText(), message.ReadOptionalText());
        message.End();
        return line;
    }
}
