using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Sdk.Testing;
using Belfry.Server.Demo;
using Belfry.Server.Tests;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>All tests of pages look at one server, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleBench>
{
    public const string Name = "Console";
}

/// <summary>A server with a worklist, an archive and modalities, traffic from DCMTK behind it, and a browser.</summary>
public sealed class ConsoleBench : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly StorageScp _ctOne = new("CT1");
    private readonly TestAuthority _authority = new();
    private TestServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string? Chromium { get; } = ForeignTool.Find("chromium") ?? ForeignTool.Find("chromium-browser");

    public static string? WhyNot { get; } = Chromium is null ? "Chromium is not installed." : ForeignTool.Find("findscu") is not null ? null : "DCMTK is not installed.";

    public string Url => $"http://127.0.0.1:{Server.HttpPort}/";

    public int DicomPort => Server.DicomPort;

    /// <summary>What the modality "ct-one" got.</summary>
    public IReadOnlyList<ReceivedInstance> ReceivedByCtOne => _ctOne.Received;

    /// <summary>Where pictures of pages are left to be looked at.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "../../../screenshots")).FullName;

    private TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;
        var worklist = Directory.CreateDirectory(Path.Combine(_folder.Path, "worklist")).FullName;
        DemoWorklist.Write(worklist, new DateOnly(2026, 1, 31), new RandomUidGenerator());
        WriteCertificates();
        var ctOne = await _ctOne.ListenAsync(TestContext.Current.CancellationToken);
        var configuration = $$"""
            {
              "Name" : "Night hospital", "DicomAet" : "BELFRY", "StorageDirectory" : "{{_folder.Path}}/storage", "DicomCheckCalledAet" : true, "Belfry" : { "DicomTlsPort" : 2762 },
              "DicomTlsCertificate" : "belfry.crt", "DicomTlsPrivateKey" : "belfry.key", "DicomTlsTrustedCertificates" : "trusted.pem", "SynchronousCMove" : false,
              "DicomAlwaysAllowFindWorklist" : true, "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowMove" : true,
              "DicomModalities" : {
                "ct-one" : [ "CT1", "127.0.0.1", {{ctOne.Port}} ],
                "workstation" : { "AET" : "WORKSTATION", "Host" : "127.0.0.1", "Port" : {{FreePort.Take()}}, "AllowStore" : false, "AllowGet" : false },
                "self" : { "AET" : "BELFRY", "Host" : "127.0.0.1", "Port" : {{FreePort.Take()}} }
              },
              "Worklists" : { "Enable" : true, "Database" : "{{worklist}}" }
            }
            """;
        _server = await TestServer.StartAsync(configuration, _folder.Path, TestContext.Current.CancellationToken);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        await MakeTrafficAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        await _ctOne.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Opens a page of the console; errors of its scripts and refusals of its security policy are gathered.</summary>
    public async Task<ConsolePage> OpenAsync(string page, int width = 1360)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = width, Height = 850 } });
        return await ConsolePage.OpenAsync(context, $"{Url}console/index.html#/{page}", page.Split('?')[0]);
    }

    /// <summary>Opens a page of another server.</summary>
    public async Task<ConsolePage> OpenAtAsync(string url, string page)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = 1360, Height = 850 } });
        return await ConsolePage.OpenAsync(context, $"{url}/console/index.html#/{page}", page);
    }

    /// <summary>The file of an instance of a patient's study and series, all by their numbers, with an image.</summary>
    public string WriteInstance(string patient, int study, int series, int instance, bool hasImage = true)
    {
        var size = 64;
        var pixels = new byte[size * size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Min(255, (i % size * 3) + (i / size));
        var dataSet = new DicomDataSet
        {
            { Tags.SpecificCharacterSet, "ISO_IR 192" },
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
            { Tags.SOPInstanceUID, new DicomUid($"1.2.826.0.9.{study}.{series}.{instance}") },
            { Tags.StudyDate, new DateOnly(2026, 1, study) },
            { Tags.AccessionNumber, $"ACC-{study:D4}" },
            { Tags.Modality, series % 2 == 0 ? "MR" : "CT" },
            { Tags.StudyDescription, study % 2 == 0 ? "MR of the knee" : "CT of the chest" },
            { Tags.SeriesDescription, $"Series {series}" },
            { Tags.PatientName, $"{patient}^Jane" },
            { Tags.PatientID, $"P-{patient.ToUpperInvariant()}" },
            { Tags.PatientBirthDate, new DateOnly(1950, 6, study) },
            { Tags.StudyInstanceUID, new DicomUid($"1.2.826.0.9.{study}") },
            { Tags.SeriesInstanceUID, new DicomUid($"1.2.826.0.9.{study}.{series}") },
            { Tags.SeriesNumber, series },
            { Tags.InstanceNumber, instance },
            { Tags.SamplesPerPixel, 1 },
            { Tags.PhotometricInterpretation, "MONOCHROME2" },
            { Tags.Rows, size },
            { Tags.Columns, size },
            { Tags.BitsAllocated, 8 },
            { Tags.BitsStored, 8 },
            { Tags.HighBit, 7 },
            { Tags.PixelRepresentation, 0 },
        };
        if (hasImage)
            dataSet.Set(Tags.PixelData, VR.OW, pixels);
        var path = Path.Combine(_folder.Path, $"{study}-{series}-{instance}.dcm");
        File.WriteAllBytes(path, new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes());
        return path;
    }

    /// <summary>Runs a tool of DCMTK against the server.</summary>
    public Task CallAsync(string tool, string calling, params string[] arguments) =>
        ForeignTool.RunAsync(tool, ["-aet", calling, "-aec", "BELFRY", "127.0.0.1", $"{DicomPort}", .. arguments]);

    /// <summary>An echo over TLS, with a certificate of that name.</summary>
    /// <param name="name">Calling AE title, and common name.</param>
    /// <param name="isTrusted">False for a certificate that the server does not trust.</param>
    public async Task EchoByTlsAsync(string name, bool isTrusted = true)
    {
        using var own = isTrusted ? _authority.Issue(name) : TestAuthority.SelfSign(name);
        var request = AssociationRequest.Create(AETitle.Parse(name), AETitle.Parse("BELFRY"), [Uids.Verification]);
        var tls = new TlsSettings { Certificate = own.Context, Trusted = _authority.Trusted };
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", Server.DicomTlsPort, tls, request, TestContext.Current.CancellationToken);
        await VerificationScu.EchoAsync(association, TestContext.Current.CancellationToken);
        await association.ReleaseAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks for the commitment of two instances that are there and one that is not, and waits for the report.</summary>
    public async Task CommitAsync(string transactionUid)
    {
        var reports = new CommitmentReports();
        var request = StorageCommitmentScu.CreateRequest(AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), reports);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", DicomPort, request, TestContext.Current.CancellationToken);
        ReferencedInstance[] references = [.. Enumerable.Range(1, 2).Append(99).Select(static number => new ReferencedInstance(Uids.SecondaryCaptureImageStorage, new DicomUid($"1.2.826.0.9.1.1.{number}")))];
        await StorageCommitmentScu.CommitAsync(
            association, new CommitmentAction(new DicomUid(transactionUid), references), reports, new CommitmentWait(Timeout.InfiniteTimeSpan, OnOtherAssociations: false), TestContext.Current.CancellationToken);
        await association.ReleaseAsync(TestContext.Current.CancellationToken);
    }

    private void WriteCertificates()
    {
        using var own = _authority.Issue("BELFRY");
        own.Write(_folder.Path, "belfry");
        File.WriteAllText(Path.Combine(_folder.Path, "trusted.pem"), _authority.Pem);
    }

    private async Task MakeTrafficAsync()
    {
        await CallAsync("echoscu", "CT1");
        await CallAsync("findscu", "CT1", "-W", "-k", "PatientName", "-k", "ScheduledProcedureStepSequence[0].Modality=CT");
        string[] files = [.. from study in Enumerable.Range(1, 3) from series in Enumerable.Range(1, 2) from instance in Enumerable.Range(1, 3) select WriteInstance(study == 3 ? "Roe" : "Doe", study, series, instance)];
        await CallAsync("storescu", "CT1", files);
        await CallAsync("findscu", "WORKSTATION", "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName=Doe*", "-k", "StudyInstanceUID");
        await CallAsync("movescu", "WORKSTATION", "-S", "-aem", "WORKSTATION", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.826.0.9.1");
        await EchoByTlsAsync("CT-TLS");
        await CommitAsync("2.25.2026");
        await CallAsync("findscu", "MR1", "-W", "-k", "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=not a date");
        await ForeignTool.RunAsync("echoscu", "-aet", "OLDSCANNER", "-aec", "ORTHANC", "127.0.0.1", $"{DicomPort}");
    }
}
