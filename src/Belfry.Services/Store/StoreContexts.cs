using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// Which presentation contexts instances need: for each SOP class one for each transfer syntax that instances are stored in, alone, so that
/// the acceptor cannot prefer another, and one with the little endian syntaxes for those that can be converted. Pure.
/// </summary>
internal static class StoreContexts
{
    /// <summary>Odd numbers from 1 to 255.</summary>
    public const int Most = 128;

    /// <summary>True when a data set in this transfer syntax may become one in another without a codec.</summary>
    public static bool IsConvertible(TransferSyntax transferSyntax) =>
        transferSyntax is { IsEncapsulated: false, HasElements: true } && (transferSyntax.IsDeflated || transferSyntax.Family == TransferSyntax.ImplicitVRLittleEndian.Family);

    /// <summary>The contexts of an association, for as many of the kinds as there is room for, in their order.</summary>
    /// <param name="kinds">The kinds; the first always has its place.</param>
    /// <param name="converts">False proposes the stored transfer syntaxes alone.</param>
    /// <param name="covered">The kinds that have their contexts.</param>
    public static List<ProposedPresentationContext> Plan(IEnumerable<InstanceKind> kinds, bool converts, HashSet<InstanceKind> covered)
    {
        // The fallback of a SOP class counts from its first convertible kind on, but what it proposes depends on all of them.
        var classes = new List<ClassPlan>();
        var bySopClass = new Dictionary<DicomUid, ClassPlan>();
        var count = 0;
        foreach (var kind in kinds)
        {
            if (covered.Contains(kind))
                continue;
            var plan = bySopClass.GetValueOrDefault(kind.SopClassUid);
            var needs = 1 + (converts && IsConvertible(kind.TransferSyntax) && plan is not { HasFallback: true } ? 1 : 0);
            if (count + needs > Most)
                continue;
            if (plan is null)
            {
                plan = new ClassPlan(kind.SopClassUid);
                bySopClass.Add(kind.SopClassUid, plan);
                classes.Add(plan);
            }

            count += needs;
            plan.HasFallback |= needs > 1;
            plan.Stored.Add(kind.TransferSyntax.Uid);
            covered.Add(kind);
        }

        var contexts = new List<ProposedPresentationContext>(count);
        foreach (var plan in classes)
        {
            foreach (var stored in plan.Stored)
                Add(contexts, plan.SopClassUid, [stored]);
            DicomUid[] others = plan.HasFallback ? [.. Fallback.Where(uid => !plan.Stored.Contains(uid))] : [];
            if (others.Length > 0)
                Add(contexts, plan.SopClassUid, others);
        }

        return contexts;
    }

    private static DicomUid[] Fallback { get; } = [Uids.ExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian];

    private static void Add(List<ProposedPresentationContext> contexts, DicomUid sopClassUid, DicomUid[] transferSyntaxes) =>
        contexts.Add(new ProposedPresentationContext((byte)((2 * contexts.Count) + 1), sopClassUid, transferSyntaxes));

    private sealed class ClassPlan(DicomUid sopClassUid)
    {
        public DicomUid SopClassUid { get; } = sopClassUid;

        public List<DicomUid> Stored { get; } = [];

        public bool HasFallback { get; set; }
    }
}
