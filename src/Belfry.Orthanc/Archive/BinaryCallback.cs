using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Archive;

/// <summary>What becomes of a binary value in DICOMweb.</summary>
/// <param name="Mode">Left out, inline, or by reference.</param>
/// <param name="Uri">The reference.</param>
internal sealed record BinaryChoice(OrthancDicomWebBinaryMode Mode, string Uri);

/// <summary>Asks a plugin what becomes of each binary value of a data set, version 1 or 2 of its callback.</summary>
/// <param name="host">Calls it.</param>
/// <param name="function">The callback; 0 leaves all binary values out.</param>
/// <param name="payload">For version 2.</param>
/// <param name="version">1 or 2.</param>
internal sealed unsafe class BinaryCallback(PluginHost host, nint function, nint payload, int version)
{
    // The node that a plugin gets is the address of one of these on this thread.
    private struct Node
    {
        public OrthancDicomWebBinaryMode Mode;
        public byte* Uri;
    }

    /// <summary>Asks about a value.</summary>
    /// <param name="path">The sequences and items that it lies in.</param>
    /// <param name="element">The value.</param>
    public BinaryChoice Ask(IReadOnlyList<(DicomTag Sequence, int Item)> path, DicomElement element)
    {
        if (function == 0)
            return new BinaryChoice(OrthancDicomWebBinaryMode.Ignore, "");
        var groups = stackalloc ushort[path.Count + 1];
        var elements = stackalloc ushort[path.Count + 1];
        var items = stackalloc uint[path.Count + 1];
        for (var i = 0; i < path.Count; i++)
            (groups[i], elements[i], items[i]) = (path[i].Sequence.Group, path[i].Sequence.Element, (uint)path[i].Item);
        var vr = Enum.TryParse<OrthancValueRepresentation>(element.VR.Name, out var known) ? known : OrthancValueRepresentation.UN;
        Node node = default;
        delegate* unmanaged[Cdecl]<Node*, int, byte*, void> setter = &Set;
        ReadOnlySpan<nint> arguments =
        [
            (nint)(&node), (nint)setter, path.Count, (nint)groups, (nint)elements, (nint)items, element.Tag.Group, element.Tag.Element, (nint)vr, payload,
        ];
        try
        {
            host.Guard.Call(function, version == 1 ? arguments[..9] : arguments);
            return new BinaryChoice(node.Mode, HostMemory.Text(node.Uri) ?? "");
        }
        finally
        {
            NativeMemory.Free(node.Uri);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Set(Node* node, int mode, byte* uri)
    {
        if (node == null)
            return;
        NativeMemory.Free(node->Uri);
        node->Mode = (OrthancDicomWebBinaryMode)mode;
        node->Uri = uri == null ? null : HostMemory.NewString(HostMemory.Bytes(uri));
    }
}
