using Belfry.Dicom;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>What a plugin's process must know to begin.</summary>
internal sealed record StartMessage
{
    /// <summary>The library.</summary>
    public required string Library { get; init; }

    /// <summary>True only asks for the plugin's name.</summary>
    public bool OnlyName { get; init; }

    /// <summary>The server's program, which plugins may ask for.</summary>
    public required string Program { get; init; }

    /// <summary>The least level that is logged.</summary>
    public required int LogLevel { get; init; }

    /// <summary>The families whose one callback belongs to another plugin already.</summary>
    public required TakenSlots Taken { get; init; }

    /// <summary>What the server gives to plugins of its own process.</summary>
    public required OrthancPluginOptions Options { get; init; }

    public void WriteTo(MessageWriter message)
    {
        message.Write(Library);
        message.Write(OnlyName);
        message.Write(Program);
        message.Write(LogLevel);
        message.Write((byte)Taken);
        message.Write(Options.Configuration.Span);
        message.Write(Options.ConfigurationPath);
        message.Write(Options.CommandLineArguments);
        message.Write(Options.Matching);
        message.Write((int)Options.FindAnswers);
        message.Write(Options.ConcurrentMoves);
        message.Write(Options.ConcurrentCommitments);
        message.Write(Options.CacheFiles);
        message.WriteOptional(Options.GuardLibrary);
    }

    public static StartMessage Read(ReadOnlyMemory<byte> body, IUidGenerator uids)
    {
        var message = new MessageReader(body);
        var library = message.ReadText();
        var onlyName = message.ReadBoolean();
        var program = message.ReadText();
        var level = message.ReadInt32();
        var taken = (TakenSlots)message.ReadByte();
        return new StartMessage
        {
            Library = library,
            OnlyName = onlyName,
            Program = program,
            LogLevel = level,
            Taken = taken,
            Options = new OrthancPluginOptions
            {
                Uids = uids,
                Paths = [library],
                Configuration = message.ReadBytes(),
                ConfigurationPath = message.ReadText(),
                CommandLineArguments = message.ReadTexts(),
                Matching = message.ReadPolicy(),
                FindAnswers = message.ReadEnum<NativeFindAnswers>(),
                ConcurrentMoves = message.ReadInt32(),
                ConcurrentCommitments = message.ReadInt32(),
                CacheFiles = message.ReadBoolean(),
                GuardLibrary = message.ReadOptionalText(),
            },
        };
    }
}
