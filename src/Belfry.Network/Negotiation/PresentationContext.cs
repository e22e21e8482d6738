using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>An accepted presentation context of an association: what may be said, and in which bytes (PS3.8 §7.1.1.13). Immutable.</summary>
public sealed class PresentationContext
{
    /// <summary>For hosts that test services without an association.</summary>
    public PresentationContext(byte id, DicomUid abstractSyntax, TransferSyntax transferSyntax, bool isLocalScu, bool isLocalScp)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        Id = id;
        AbstractSyntax = abstractSyntax;
        TransferSyntax = transferSyntax;
        IsLocalScu = isLocalScu;
        IsLocalScp = isLocalScp;
        AbstractSyntaxBytes = Encoding.ASCII.GetBytes(abstractSyntax.Value);
    }

    /// <summary>Presentation-context-ID: odd, 1 to 255.</summary>
    public byte Id { get; }

    /// <summary>The abstract syntax: a SOP class or Meta SOP class.</summary>
    public DicomUid AbstractSyntax { get; }

    /// <summary>The negotiated transfer syntax of data sets.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>True when this side may invoke operations: by default the requestor, else as negotiated (PS3.7 §D.3.3.4).</summary>
    public bool IsLocalScu { get; }

    /// <summary>True when this side may perform operations: by default the acceptor, else as negotiated (PS3.7 §D.3.3.4).</summary>
    public bool IsLocalScp { get; }

    /// <summary>The abstract syntax as the wire has it, so that the usual command needs no string.</summary>
    internal byte[] AbstractSyntaxBytes { get; }

    /// <summary>N-EVENT-REPORT goes from SCP to SCU, everything else from SCU to SCP (PS3.7 §10.1.1).</summary>
    internal bool MayBeInvokedByPeer(DimseRequest request) => request is NEventReportRequest ? IsLocalScu : IsLocalScp;

    /// <summary>As <see cref="MayBeInvokedByPeer"/>, for requests of this side.</summary>
    internal bool MayBeInvokedHere(DimseRequest request) => request is NEventReportRequest ? IsLocalScp : IsLocalScu;

    /// <summary>Context number, abstract and transfer syntax.</summary>
    public override string ToString() => $"{Id}: {AbstractSyntax} in {TransferSyntax.Uid}";
}
