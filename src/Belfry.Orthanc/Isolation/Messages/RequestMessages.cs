using System.Net;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>The parts of requests that are the same in all families, and the queries.</summary>
internal static class RequestMessages
{
    public static void Write(this MessageWriter message, DicomConnection connection)
    {
        message.Write(connection.CallingAETitle.Value);
        message.Write(connection.CalledAETitle.Value);
        message.WriteOptional(connection.RemoteAddress?.ToString());
        message.Write(connection.AssociationId);
        message.WriteOptional(connection.Tls?.Version);
        message.WriteOptional(connection.Tls?.PeerSubject);
        message.WriteOptional(connection.Tls?.PeerFingerprint);
    }

    public static DicomConnection ReadConnection(this ref MessageReader message)
    {
        var calling = message.ReadText();
        var called = message.ReadText();
        var address = message.ReadOptionalText();
        var number = message.ReadInt64();
        var (version, subject, fingerprint) = (message.ReadOptionalText(), message.ReadOptionalText(), message.ReadOptionalText());
        return new DicomConnection(TitleOf(calling), TitleOf(called), address is null ? null : IPAddress.Parse(address), number)
        {
            Tls = version is null ? null : new DicomTls(version, subject, fingerprint),
        };
    }

    public static void Write(this MessageWriter message, MatchingPolicy policy)
    {
        message.Write((int)policy.PersonNames);
        message.Write(policy.IgnoresCase);
        message.Write(policy.Periods.Count);
        foreach (var period in policy.Periods)
        {
            message.Write(period.Date.Value);
            message.Write(period.Time.Value);
        }

        message.Write(policy.EmptyValueMatching);
        message.Write(policy.MultipleValueMatching);
        message.Write(policy.TimeZoneAdjustment);
        message.Write(policy.DefaultOffset.Ticks);
        message.Write(policy.MaxKeys);
        message.Write(policy.DefaultCharacterSet.DefinedTerms);
    }

    public static MatchingPolicy ReadPolicy(this ref MessageReader message)
    {
        var names = message.ReadEnum<PersonNameMatching>();
        var ignoresCase = message.ReadBoolean();
        var periods = new PeriodKeys[message.ReadCount(8)];
        for (var i = 0; i < periods.Length; i++)
            periods[i] = new PeriodKeys(new DicomTag(message.ReadUInt32()), new DicomTag(message.ReadUInt32()));
        return new MatchingPolicy
        {
            PersonNames = names,
            IgnoresCase = ignoresCase,
            Periods = periods,
            EmptyValueMatching = message.ReadBoolean(),
            MultipleValueMatching = message.ReadBoolean(),
            TimeZoneAdjustment = message.ReadBoolean(),
            DefaultOffset = TimeSpan.FromTicks(message.ReadInt64()),
            MaxKeys = message.ReadInt32(),
            DefaultCharacterSet = SpecificCharacterSet.For(message.ReadTexts()),
        };
    }

    public static void Write(this MessageWriter message, WorklistRequest request)
    {
        message.Write(request.Query.Identifier);
        message.Write(request.Query.Policy);
        message.Write(request.Connection);
        message.Write(request.TransferSyntax.Uid.Value);
    }

    public static WorklistRequest ReadWorklistRequest(this ref MessageReader message)
    {
        var identifier = message.ReadDataSet();
        var query = new WorklistQuery(identifier, message.ReadPolicy());
        return new WorklistRequest(query, message.ReadConnection()) { TransferSyntax = message.ReadTransferSyntax() };
    }

    public static void Write(this MessageWriter message, FindRequest request)
    {
        message.Write(request.Query.Identifier);
        message.Write((int)request.Query.Model);
        message.Write(request.Query.Level is { } level ? (int)level : -1);
        message.Write(request.Query.IsRelational);
        message.Write(request.Query.Policy);
        message.Write(request.Connection);
        message.Write(request.TransferSyntax.Uid.Value);
    }

    public static FindRequest ReadFindRequest(this ref MessageReader message)
    {
        var identifier = message.ReadDataSet();
        var model = message.ReadEnum<QueryRetrieveModel>();
        var level = message.ReadInt32();
        var isRelational = message.ReadBoolean();
        var policy = message.ReadPolicy();
        var query = new FindQuery(identifier, model, level < 0 ? null : (QueryRetrieveLevel)level, policy) { IsRelational = isRelational };
        return new FindRequest(query, message.ReadConnection()) { TransferSyntax = message.ReadTransferSyntax() };
    }

    public static void Write(this MessageWriter message, RetrieveRequest request, AETitle destination)
    {
        message.Write(request.Query.Identifier);
        message.Write((int)request.Query.Model);
        message.Write(request.Query.Level is { } level ? (int)level : -1);
        message.Write(request.Connection);
        message.Write(destination.Value);
        message.Write(request.MessageId);
    }

    public static RetrieveRequest ReadRetrieveRequest(this ref MessageReader message)
    {
        var identifier = message.ReadDataSet();
        var model = message.ReadEnum<QueryRetrieveModel>();
        var level = message.ReadInt32();
        var query = new RetrieveQuery(identifier, model, level < 0 ? null : (QueryRetrieveLevel)level);
        return new RetrieveRequest(query, message.ReadConnection()) { MoveDestination = message.ReadAETitle(), MessageId = message.ReadUInt16() };
    }

    private static TransferSyntax ReadTransferSyntax(this ref MessageReader message) =>
        TransferSyntax.Find(message.ReadUid()) ?? TransferSyntax.ExplicitVRLittleEndian;

    // An association in memory may have none.
    private static AETitle TitleOf(string text) => AETitle.TryParse(text, out var title) ? title : default;
}
