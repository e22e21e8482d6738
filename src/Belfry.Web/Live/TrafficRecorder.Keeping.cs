using System.Net;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>What is kept.</summary>
public sealed partial class TrafficRecorder
{
    private ref AssociationFacts Fill(ref AssociationFacts facts, Association association)
    {
        FillConnection(ref facts, association);
        facts.Request = WithoutIdentity(association.Request);
        facts.Accept = association.IsEstablished ? association.Accept : null;
        facts.Contexts = association.PresentationContexts;
        var peer = association.Role == AssociationRole.Acceptor ? association.CallingAETitle : association.CalledAETitle;
        if (!peer.IsEmpty && (association.IsEstablished || association.Role == AssociationRole.Acceptor))
            _peers.Add(peer, facts.Began);
        return ref facts;
    }

    private void Fill(ref AssociationFacts facts, FailedConnection attempt)
    {
        facts.Id = attempt.Id;
        facts.Role = AssociationRole.Requestor;
        facts.Peer = new DnsEndPoint(attempt.Host, attempt.Port);
        facts.Request = WithoutIdentity(attempt.Request);
        facts.Contexts = [];
        facts.Began = _clock.GetUtcNow();
        facts.End = attempt.End;
    }

    // A user's identity may be a password.
    private static AssociateRequestPdu WithoutIdentity(AssociateRequestPdu request) =>
        request.UserInformation.UserIdentity is null ? request : request with { UserInformation = request.UserInformation with { UserIdentity = null } };

    private void FillConnection(ref AssociationFacts facts, Association association)
    {
        facts.Id = association.Id;
        facts.Role = association.Role;
        facts.Peer = association.RemoteEndPoint;
        facts.Tls = association.Tls;
        facts.Began = _clock.GetUtcNow();
    }

    private ref OperationFacts Next(out long number)
    {
        _answersLength -= _operations.Oldest.Answers?.Length ?? 0;
        ref var facts = ref _operations.Add(out number);
        facts.Number = number;
        return ref facts;
    }

    private ref OperationFacts Fill(ref OperationFacts facts, DimseOperation operation)
    {
        Fill(ref facts, operation.Association, operation.PresentationContext, operation.Request, isInvoked: false);

        // Instances to be stored are no queries, and large.
        if (operation.Request is CStoreRequest || !operation.TryPeekDataSet(out var identifier))
            return ref facts;
        facts.IsIdentifierLeftOut = identifier.Length > _options.IdentifierLength;
        if (!facts.IsIdentifierLeftOut)
            facts.Identifier = identifier;
        return ref facts;
    }

    private void Fill(ref OperationFacts facts, Association association, PresentationContext context, DimseRequest request, bool isInvoked)
    {
        facts.AssociationId = association.Id;
        facts.IsInvoked = isInvoked;
        var isByRequestor = isInvoked == (association.Role == AssociationRole.Requestor);
        (facts.From, facts.To) = isByRequestor
            ? (association.CallingAETitle, association.CalledAETitle)
            : (association.CalledAETitle, association.CallingAETitle);
        facts.Peer = association.RemoteEndPoint;
        facts.Tls = association.Tls;
        facts.Began = _clock.GetUtcNow();
        facts.Context = context;
        facts.Request = request;
    }

    private void KeepAnswer(long ticket, IDataSetSource dataSet, TransferSyntax transferSyntax)
    {
        lock (_operationsGate)
        {
            if (!MayKeepAnswer(ticket))
                return;
        }

        // It has just been encoded for the peer, so it can be encoded; not within the lock, since others wait for that.
        var bytes = RecordedAnswers.Encode(dataSet, transferSyntax, _options.AnswerLength);
        lock (_operationsGate)
        {
            if (!MayKeepAnswer(ticket))
                return;
            ref var facts = ref _operations[ticket];
            (facts.Answers ??= new RecordedAnswers()).Add(bytes);
            _answersLength += bytes?.Length ?? 0;
        }
    }

    /// <summary>Counts the answer when it may not be kept.</summary>
    private bool MayKeepAnswer(long ticket)
    {
        if (!_operations.Has(ticket))
            return false;
        ref var facts = ref _operations[ticket];
        if (_answersLength < _options.AnswersLength && (facts.Answers?.DataSets.Count ?? 0) < _options.AnswersOfOperation)
            return true;
        (facts.Answers ??= new RecordedAnswers()).Add(null);
        return false;
    }

    private void KeepAnswer(long ticket, ReadOnlyMemory<byte> dataSet)
    {
        lock (_operationsGate)
        {
            if (!MayKeepAnswer(ticket))
                return;
            var isKept = dataSet.Length <= _options.AnswerLength;
            (_operations[ticket].Answers ??= new RecordedAnswers()).Add(isKept ? dataSet : default(ReadOnlyMemory<byte>?));
            _answersLength += isKept ? dataSet.Length : 0;
        }
    }

    private void KeepProgress(long ticket, DimseResponse response)
    {
        lock (_operationsGate)
        {
            if (_operations.Has(ticket))
                _operations[ticket].Response = response;
        }

        Tell(new TrafficEvent(IsAssociation: false, ticket));
    }

    private void Tell(TrafficEvent happening)
    {
        foreach (var viewer in _viewers)
            viewer.Post(happening);
    }
}
