using System.Diagnostics;
using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Fuzz;

/// <summary>
/// A connection to the acceptor, from its first byte to its end: the first byte of the input says in which steps the rest arrives.
/// Whatever comes, what goes back is whole PDUs, no bug is logged, and the association ends.
/// </summary>
internal static class AcceptorTarget
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    public static void Run(byte[] bytes)
    {
        if (bytes.Length == 0)
            return;
        var transport = new PumpedTransport();
        var environment = new AssociationEnvironment(AssociationLimits.Default, new Acceptance(), null, NullLogger.Instance, TimeProvider.System);
        var association = new Association(environment, transport, AssociationRole.Acceptor, new Services());
        var running = association.RunAcceptorAsync();
        Pump(bytes.AsSpan(1), bytes[0] == 0 ? bytes.Length : bytes[0], transport, running);
        var ended = Stopwatch.GetTimestamp();
        while (!association.Completion.IsCompleted)
        {
            FuzzFinding.Unless(Stopwatch.GetElapsedTime(ended) < s_longest, "The association does not end.");
            Thread.Yield();
        }

        FuzzFinding.Unless(association.EndReason is not (AssociationEndReason.None or AssociationEndReason.Failed), $"It ended as {association.EndReason}.");
        CheckSent(transport.Sent);
    }

    /// <summary>Delivers the bytes in steps, then the end of the connection.</summary>
    private static void Pump(ReadOnlySpan<byte> rest, int step, PumpedTransport transport, Task running)
    {
        var started = Stopwatch.GetTimestamp();
        while (!running.IsCompleted && !transport.IsClosed)
        {
            var next = rest[..Math.Min(step, rest.Length)];
            if (transport.Deliver(next) is { } count)
            {
                if (next.IsEmpty)
                    return;
                rest = rest[count..];
                continue;
            }

            // A body that its service has yet to read.
            FuzzFinding.Unless(Stopwatch.GetElapsedTime(started) < s_longest, "The association does not read on.");
            Thread.Yield();
        }
    }

    private static void CheckSent(ReadOnlySpan<byte> sent)
    {
        var reader = new PduReader(AssociationLimits.GreatestMaxPduLength, AssociationLimits.Default.MaxAssociatePduLength);
        while (reader.TryRead(sent, out _, out var consumed, out _))
            sent = sent[consumed..];
        FuzzFinding.Unless(sent.IsEmpty && !reader.IsInsidePdu, "What was sent does not end with a PDU.");
    }

    private sealed class Acceptance : IAssociationPolicy
    {
        public ValueTask<AssociationDecision> DecideAsync(AssociationProposal proposal, CancellationToken cancellation) =>
            ValueTask.FromResult(AssociatePduTarget.AcceptAll(proposal.Request));
    }

    /// <summary>Echo for every request; a C-FIND gets its identifier back as an answer, a C-STORE is read as it comes.</summary>
    private sealed class Services : IDimseRoutes, IDimseService
    {
        private const int LongestIdentifier = 1024 * 1024;

        public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => this;

        public async ValueTask HandleAsync(DimseOperation operation)
        {
            if (operation.Request is CFindRequest find)
                await operation.RespondAsync(find.CreateResponse(DimseStatus.Pending), await operation.ReadDataSetAsync(LongestIdentifier));
            else if (operation.Request is CStoreRequest)
                await operation.OpenDataSet().CopyToAsync(Stream.Null, operation.Cancellation);
            await operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success));
        }
    }
}
