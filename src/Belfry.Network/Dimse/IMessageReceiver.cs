namespace Belfry.Network;

/// <summary>What <see cref="MessageAssembler"/> tells. Called by the association's loop alone; must not block.</summary>
internal interface IMessageReceiver
{
    /// <summary>The accepted context with that number; null when there is none.</summary>
    PresentationContext? FindContext(byte id);

    /// <summary>A command has come in.</summary>
    /// <param name="context">Where it came by.</param>
    /// <param name="command">The command; valid during the call.</param>
    /// <returns>Where its data set goes; null skips it or, without a data set, has no meaning.</returns>
    MessageBody? BeginMessage(PresentationContext context, in CommandSet command);

    /// <summary>The body has become complete, or is too long to be gathered and streams from now on. Called once per body.</summary>
    void BodyReady(MessageBody body);

    /// <summary>The body is too long, and may not stream.</summary>
    void BodyTooLong(MessageBody body);

    /// <summary>The loop has to wait before it goes on.</summary>
    void NeedRoom(Task room);
}
