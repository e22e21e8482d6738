using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Fuzz;

/// <summary>The content of A-ASSOCIATE-RQ and -AC: read, negotiated, written, read and written again.</summary>
internal static class AssociatePduTarget
{
    // What is left out (a transfer syntax of a refused context, a secondary field) is written out, which may not fit any more.
    private const int LongestWritten = 32 * 1024;

    public static void RunRequest(byte[] bytes)
    {
        AssociateRequestPdu request;
        try
        {
            request = AssociatePduReader.ReadRequest(bytes, AssociationLimits.Default);
        }
        catch (ProtocolViolationException)
        {
            return;
        }

        AcceptorNegotiation.FindFault(request, out _, out _);
        if (bytes.Length > LongestWritten)
            return;
        var answer = AcceptorNegotiation.Answer(request, AcceptAll(request), AssociationLimits.Default, out _);
        Written(output => AssociatePduWriter.Write(output, answer));
        var written = Written(output => AssociatePduWriter.Write(output, request));
        var again = AssociatePduReader.ReadRequest(written, AssociationLimits.Default);
        FuzzFinding.Unless(written.AsSpan().SequenceEqual(Written(output => AssociatePduWriter.Write(output, again))), "Written and read, the request is another.");
    }

    public static void RunAccept(byte[] bytes)
    {
        AssociateAcceptPdu accept;
        try
        {
            accept = AssociatePduReader.ReadAccept(bytes, AssociationLimits.Default);
            var proposed = accept.PresentationContexts.Select(answer => new ProposedPresentationContext(answer.Id, Uids.Verification, [answer.TransferSyntax]));
            RequestorNegotiation.Contexts(Request([.. proposed]), accept);
        }
        catch (ProtocolViolationException)
        {
            return;
        }

        if (bytes.Length > LongestWritten)
            return;
        var written = Written(output => AssociatePduWriter.Write(output, accept));
        var again = AssociatePduReader.ReadAccept(written, AssociationLimits.Default);
        FuzzFinding.Unless(written.AsSpan().SequenceEqual(Written(output => AssociatePduWriter.Write(output, again))), "Written and read, the answer is another.");
    }

    /// <summary>Accepts whatever is proposed, with its first transfer syntax, and grants every role.</summary>
    public static AssociationDecision AcceptAll(AssociateRequestPdu request) =>
        AssociationDecision.Accept([.. request.PresentationContexts.Select(context => context.TransferSyntaxes.Count == 0
            ? PresentationContextAnswer.Refuse(context.Id, PresentationContextResult.TransferSyntaxesNotSupported)
            : PresentationContextAnswer.Accept(context.Id, context.TransferSyntaxes[0]))]) with
        {
            RoleSelections = request.UserInformation.RoleSelections,
            AsynchronousOperationsWindow = request.UserInformation.AsynchronousOperationsWindow,
        };

    private static AssociateRequestPdu Request(IReadOnlyList<ProposedPresentationContext> contexts) => new()
    {
        CalledAETitle = "CALLED",
        CallingAETitle = "CALLING",
        PresentationContexts = contexts,
        UserInformation = new UserInformation(),
    };

    private static byte[] Written(Action<OutputBuffer> write)
    {
        var output = new OutputBuffer();
        write(output);
        var bytes = output.WrittenSpan[PduReader.HeaderLength..].ToArray();
        output.Reset();
        return bytes;
    }
}
