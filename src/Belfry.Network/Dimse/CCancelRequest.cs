namespace Belfry.Network;

/// <summary>
/// C-CANCEL-RQ (PS3.7 §9.3.2.3): asks to end an operation. It is no <see cref="DimseRequest"/>: it has neither a Message ID nor a response.
/// </summary>
/// <param name="MessageIdBeingRespondedTo">Message ID Being Responded To (0000,0120): the operation to end.</param>
public sealed record CCancelRequest(ushort MessageIdBeingRespondedTo);
