using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Which SOP classes a presentation context carries besides its abstract syntax itself.</summary>
internal static class SopClassFit
{
    // PS3.4 Tables H.3.2-1 to H.3.2-3: the print meta SOP classes and the range of their members.
    private const string BasicGrayscalePrintManagementMeta = "1.2.840.10008.5.1.1.9";
    private const string BasicColorPrintManagementMeta = "1.2.840.10008.5.1.1.18";
    private const string PrintMembers = "1.2.840.10008.5.1.1.";

    // PS3.4 §CC.3.1: UPS Push, Watch, Pull, Event, Query are 1.2.840.10008.5.1.4.34.6.1 to .5.
    private const string UnifiedProcedureStepFamily = "1.2.840.10008.5.1.4.34.6.";

    public static bool Fits(DicomUid abstractSyntax, DicomUid sopClassUid)
    {
        if (abstractSyntax == sopClassUid)
            return true;
        var context = abstractSyntax.Value;
        var asked = sopClassUid.Value;
        if (context is BasicGrayscalePrintManagementMeta or BasicColorPrintManagementMeta)
            return asked.StartsWith(PrintMembers, StringComparison.Ordinal);
        return context.StartsWith(UnifiedProcedureStepFamily, StringComparison.Ordinal)
            && asked.StartsWith(UnifiedProcedureStepFamily, StringComparison.Ordinal);
    }
}
