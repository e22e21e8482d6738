using System.Globalization;
using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Composition;
using Belfry.Server.Configuration;
using Belfry.Services;

namespace Belfry.Server.Conformance;

/// <summary>
/// The parts of a DICOM conformance statement (PS3.2 Annex A) that depend on the configuration, in Markdown. The rest is in docs/conformance.md.
/// </summary>
internal static class ConformanceStatement
{
    /// <param name="configuration">A valid one; plugins are not loaded for it.</param>
    /// <param name="output">Where it is written.</param>
    public static void Write(ServerConfiguration configuration, TextWriter output)
    {
        WriteApplicationEntity(configuration, output);
        WriteServices(configuration, output);
        WriteTransferSyntaxes(configuration, output);
        WriteCharacterSets(configuration, output);
        WriteModalities(configuration, output);
        WriteStorage(configuration, output);
    }

    private static void WriteApplicationEntity(ServerConfiguration configuration, TextWriter output)
    {
        var dicom = configuration.Dicom;
        var permissions = configuration.Permissions;
        var options = DicomServices.CreateListenerOptions(dicom, null);
        Table(output, "Application entity", "Parameter", "Value");
        Row(output, "AE title", permissions.LocalAETitle.Value);
        Row(output, "Called AE title checked", permissions.CheckCalledAETitle ? "yes" : "no");
        Row(output, "Calling AE titles taken", permissions.AllowedToAnyone.Count > 0 ? "all" : "those of known modalities");
        Row(output, "Address of known modalities checked", permissions.CheckModalityHost ? "yes" : "no");
        Row(output, "Listens on", dicom.Enabled ? Ports(dicom.IsTls ? [] : dicom.EndPoints) : "nothing");
        Row(output, "Listens with TLS on", dicom.Enabled ? Ports(dicom.IsTls ? dicom.EndPoints : dicom.TlsEndPoints) : "nothing");
        Row(output, "Application context", "1.2.840.10008.3.1.1.1");
        Row(output, "Implementation class UID", Implementation.ClassUid.Value);
        Row(output, "Implementation version name", Implementation.VersionName);
        Row(output, "Longest PDU taken", $"{Number(options.Limits.MaxPduLength)} bytes");
        Row(output, "Asynchronous operations window", "one operation each way; more requests wait for their turn");
        Row(output, "Associations at once", $"{Number(options.MaxAssociations)}, from one address {Number(options.MaxAssociationsPerAddress)}");
        Row(output, "Idle association ends after", Time(options.Limits.IdleTimeout));
        Row(output, "ARTIM timer", Time(options.Limits.ArtimTimeout));
        output.WriteLine();
    }

    private static void WriteServices(ServerConfiguration configuration, TextWriter output)
    {
        Table(output, "SOP classes", "SOP class", "UID", "SCU", "SCP", "Who may ask");
        Service(Uids.Verification, ServiceKind.Echo, isScu: true);
        foreach (var model in DicomServices.ModelsOf(configuration.QueryRetrieve))
        {
            Service(QueryRetrieveSopClasses.Find(model), ServiceKind.Find, isScu: true);
            Service(QueryRetrieveSopClasses.Move(model), ServiceKind.Move, isScu: true);
            Service(QueryRetrieveSopClasses.Get(model), ServiceKind.Get, isScu: true);
        }

        Service(Uids.ModalityWorklistInformationModelFind, ServiceKind.FindWorklist, isScu: true);
        Service(Uids.StorageCommitmentPushModel, ServiceKind.StorageCommitment, isScu: true);
        Row(output, "Storage SOP classes", "see below", "yes", Provided(ServiceKind.Store), Asked(ServiceKind.Store));
        output.WriteLine();
        output.WriteLine("Commands other than those of the service are refused with 0211H; what a caller may not ask is refused with 0124H, and the association lives on.");
        output.WriteLine();

        void Service(DicomUid sopClass, ServiceKind kind, bool isScu) =>
            Row(output, sopClass.Name ?? "", sopClass.Value, isScu ? "yes" : "no", Provided(kind), Asked(kind));

        string Provided(ServiceKind kind) => kind switch
        {
            ServiceKind.Echo => "yes",
            ServiceKind.FindWorklist => configuration.WorklistsEnabled ? "yes" : "with a plugin that answers",
            _ => configuration.Archive.Enabled ? "yes" : "with a plugin that answers",
        };

        string Asked(ServiceKind kind) =>
            configuration.Permissions.AllowedToAnyone.Contains(kind) ? "anyone" : "modalities that are allowed to";
    }

    private static void WriteTransferSyntaxes(ServerConfiguration configuration, TextWriter output)
    {
        Table(output, "Transfer syntaxes", "Transfer syntax", "UID", "Storage", "Other services");
        foreach (var syntax in TransferSyntax.All.Where(static syntax => syntax.HasElements))
        {
            var stored = configuration.Archive.Acceptance.AcceptsTransferSyntax(syntax.Uid);
            var other = ServiceRoute.Verification.TransferSyntaxes.Contains(syntax.Uid);
            if (stored || other)
                Row(output, syntax.Uid.Name ?? "", syntax.Uid.Value, stored ? "yes" : "no", other ? "yes" : "no");
        }

        output.WriteLine();
        output.WriteLine("""
            For storage the first one that the requestor proposes is taken; for the other services Explicit VR Little Endian before Explicit VR Big Endian before
            Implicit VR Little Endian, whichever of them are proposed.
            """);
        output.WriteLine();
    }

    private static void WriteCharacterSets(ServerConfiguration configuration, TextWriter output)
    {
        Table(output, "Character sets and matching", "Parameter", "Value");
        Row(output, "Data without Specific Character Set (0008,0005) is read as", string.Join('\\', configuration.Matching.DefaultCharacterSet));
        Row(output, "Person names are compared", configuration.Matching.PersonNames == PersonNameMatching.CaseInsensitive ? "without case" : "with case");
        Row(output, "Fuzzy matching of person names", configuration.QueryRetrieve.Granted.HasFlag(QueryRetrieveOptions.FuzzyPersonNames) ? "granted when negotiated" : "not granted");
        Row(output, "Relational queries", configuration.QueryRetrieve.IsAlwaysRelational ? "always" : "when negotiated");
        Row(output, "Most keys of a query", Number(configuration.Dicom.MaxQueryKeys ?? MatchingPolicy.Baseline.MaxKeys));
        output.WriteLine();
    }

    private static void WriteModalities(ServerConfiguration configuration, TextWriter output)
    {
        if (configuration.Permissions.Modalities.Count == 0)
            return;
        Table(output, "Known modalities", "Name", "AE title", "Address", "TLS", "May ask for");
        foreach (var modality in configuration.Permissions.Modalities)
        {
            var kinds = Enum.GetValues<ServiceKind>().Where(modality.Allows).Select(kind => kind.ToString());
            Row(output, modality.Name, modality.AETitle.Value, $"{modality.Host}:{modality.Port}", modality.UseTls ? "yes" : "no", string.Join(", ", kinds));
        }

        output.WriteLine();
    }

    private static void WriteStorage(ServerConfiguration configuration, TextWriter output)
    {
        Table(output, "Storage SOP classes", "SOP class", "UID");
        foreach (var sopClass in StorageSopClass.All().Where(sopClass => configuration.Archive.Acceptance.AcceptsSopClass(sopClass.Uid)))
            Row(output, sopClass.Uid.Name ?? "", sopClass.Uid.Value);
        output.WriteLine();
        if (configuration.Archive.Acceptance.UnknownSopClasses)
            output.WriteLine("SOP classes that are not in the dictionary, private ones among them, are stored too.\n");
    }

    private static void Table(TextWriter output, string title, params ReadOnlySpan<string> columns)
    {
        output.WriteLine($"## {title}");
        output.WriteLine();
        Row(output, columns);
        output.WriteLine("|" + new StringBuilder().Insert(0, "---|", columns.Length));
    }

    // What was configured must not end a cell.
    private static void Row(TextWriter output, params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells)
            output.Write("| " + cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ") + " ");
        output.WriteLine("|");
    }

    private static string Ports(IReadOnlyList<System.Net.IPEndPoint> endPoints) => endPoints.Count == 0 ? "nothing" : string.Join(", ", endPoints);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? "never" : $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
}
