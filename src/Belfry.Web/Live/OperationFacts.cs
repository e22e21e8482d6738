using System.Net;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>What is known of one operation.</summary>
internal struct OperationFacts
{
    public long Number;
    public long AssociationId;

    /// <summary>True when this side asked for it, false when the peer did.</summary>
    public bool IsInvoked;

    /// <summary>Who asked; of an association that the peer began, this side may ask, too.</summary>
    public AETitle From;

    /// <summary>Who was asked.</summary>
    public AETitle To;

    public EndPoint? Peer;

    /// <summary>TLS of its association; null without.</summary>
    public TlsSession? Tls;

    /// <summary>When its command came, in UTC.</summary>
    public DateTimeOffset Began;

    /// <summary>From its command to the end of its handler; null while it runs.</summary>
    public TimeSpan? Elapsed;

    public PresentationContext Context;
    public DimseRequest Request;

    /// <summary>The last response; null before the first. Final when it ends.</summary>
    public DimseResponse? Response;

    /// <summary>Pending responses so far.</summary>
    public int Pending;

    public OperationEndReason Reason;

    /// <summary>The data set of the request, unless it is one to be stored or too long to be kept.</summary>
    public ReadOnlyMemory<byte> Identifier;

    /// <summary>The data set of the request was too long to be kept.</summary>
    public bool IsIdentifierLeftOut;

    /// <summary>The data sets of responses, if somebody watched; null for none.</summary>
    public RecordedAnswers? Answers;
}
