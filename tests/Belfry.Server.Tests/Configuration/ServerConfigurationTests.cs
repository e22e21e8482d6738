using System.Net;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Configuration;
using Belfry.Services;

namespace Belfry.Server.Tests.Configuration;

public sealed class ServerConfigurationTests
{
    [Fact]
    public void Read_RetrieveSwitches_AreTaken()
    {
        var json = """{ "TranscodeDicomProtocol" : false, "SynchronousCMove" : false }""";
        var settings = ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", "")).QueryRetrieve;
        Assert.Equal((false, false), (settings.Converts, settings.IsMoveSynchronous));
        settings = ServerConfigurationReader.Read(ConfigurationDocument.Parse("{}", "test.json", "")).QueryRetrieve;
        Assert.Equal((true, true), (settings.Converts, settings.IsMoveSynchronous));
    }

    [Theory]
    [InlineData("""{ "AcceptedTransferSyntaxes" : [] }""", "AcceptedTransferSyntaxes")]
    [InlineData("""{ "AcceptedTransferSyntaxes" : [ "1.2.3" ] }""", "AcceptedTransferSyntaxes")]
    [InlineData("""{ "RejectedSopClasses" : [ "*" ] }""", "RejectedSopClasses")]
    [InlineData("""{ "Belfry" : { "ConcurrentJobsOfKinds" : { "IndexRebuilt" : 2 } } }""", "IndexRebuilt")]
    public void Read_SenselessValue_IsWarnedOf(string json, string word)
    {
        var configuration = ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", ""));
        Assert.Contains(word, Assert.Single(configuration.Warnings));
    }

    [Fact]
    public void Read_Nothing_TakesTheDefaultsOfTheReferenceServer()
    {
        var configuration = Read("{}");
        Assert.Equal("ORTHANC", configuration.Permissions.LocalAETitle.Value);
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Any, 4242)], configuration.Dicom.EndPoints);
        Assert.Equal(TimeSpan.FromSeconds(30), configuration.Dicom.IdleTimeout);
        Assert.Equal(16384, configuration.Dicom.MaxPduLength);
        Assert.False(configuration.Permissions.CheckCalledAETitle);
        Assert.Equal([ServiceKind.Echo, ServiceKind.Store], configuration.Permissions.AllowedToAnyone);
        Assert.Equal(["ISO_IR 100"], configuration.Matching.DefaultCharacterSet);
        Assert.Equal(PersonNameMatching.CaseInsensitive, configuration.Matching.PersonNames);
        Assert.Equal(8042, configuration.Http.Port);
        Assert.False(configuration.Http.RemoteAccessAllowed);
        Assert.False(configuration.Http.AuthenticationEnabled);
        Assert.Empty(configuration.Warnings);
    }

    [Theory]
    [InlineData("""{ "DicomPort" : 70000 }""", "test.json:1: \"DicomPort\": 70000 is not allowed; a whole number from 0 to 65535 is.")]
    [InlineData("""{ "DicomPort" : "4242" }""", "\"DicomPort\": \"4242\" is not allowed")]
    [InlineData("""{ "DicomPort" : 42.5 }""", "42.5 is not allowed")]
    [InlineData("""{ "DicomAet" : "FAR TOO LONG FOR AN AE TITLE" }""", "1 to 16 characters")]
    [InlineData("""{ "DicomCheckCalledAet" : "yes" }""", "\"yes\" is not allowed; true or false is.")]
    [InlineData("""{ "MaximumPduLength" : 100 }""", "from 4096 to 131072")]
    [InlineData("""{ "DefaultEncoding" : "latin1" }""", "\"latin1\" is not allowed; \"Ascii\", \"Utf8\"")]
    [InlineData("""{ "Plugins" : "one" }""", "a list of texts")]
    [InlineData("""{ "Plugins" : ["a\u0000b"] }""", "test.json:1: a text holds a NUL")]
    [InlineData("""{ "Name" : "\ud800" }""", "test.json:1: a text is not Unicode")]
    [InlineData("""{ "\ud800" : 1 }""", "test.json:1: a text is not Unicode")]
    [InlineData("""{ "Plugins" : [1] }""", "a list of texts")]
    [InlineData("""{ "Worklists" : [] }""", "an object")]
    [InlineData("""{ "Worklists" : { "Enable" : true } }""", "\"Worklists.Database\": missing")]
    [InlineData("""{ "Worklists" : { "LimitAnswers" : -1 } }""", "Worklists.LimitAnswers")]
    [InlineData("""{ "DicomModalities" : { "ct" : ["CT", "10.0.0.1"] } }""", "\"DicomModalities.ct\"")]
    [InlineData("""{ "DicomModalities" : { "ct" : { "AET" : "CT", "Port" : 1 } } }""", "\"DicomModalities.ct.Host\" is missing")]
    [InlineData("""{ "DicomModalities" : { "ct" : ["CT", "h", 0] } }""", "\"DicomModalities.ct.Port\": 0")]
    [InlineData("""{ "DicomModalities" : { "ct" : { "AET" : "CT", "Host" : "h", "Port" : 1, "AllowFnd" : true } } }""", "AllowFnd")]
    [InlineData("""{ "DicomModalities" : { "ct" : { "AET" : "CT", "Host" : "h", "Port" : 1, "UseDicomTls" : true } } }""", "\"DicomTlsTrustedCertificates\": is missing")]
    [InlineData("""{ "DicomModalities" : { "ct" : { "AET" : "CT", "Host" : "h", "Port" : 1, "TlsCertificates" : ["AA:BB"] } } }""", "neither a fingerprint")]
    [InlineData("""{ "Belfry" : { "PersonNameMatching" : "Soundex" } }""", "\"Literal\", \"CaseInsensitive\", \"CaseAndAccentInsensitive\"")]
    [InlineData("""{ "Belfry" : { "DicomBindAddresses" : ["nowhere"] } }""", "not an IP address")]
    [InlineData("""{ "DicomTlsEnabled" : true }""", "\"DicomTlsCertificate\": is missing")]
    [InlineData("""{ "DicomTlsEnabled" : true }""", "\"DicomTlsTrustedCertificates\": is missing")]
    [InlineData("""{ "Belfry" : { "DicomTlsPort" : 2762 } }""", "\"DicomTlsCertificate\": is missing")]
    [InlineData("""{ "DicomTlsEnabled" : true, "DicomTlsCertificate" : "none.crt" }""", "none.crt' does not exist")]
    [InlineData("""{ "DicomTlsEnabled" : true, "Belfry" : { "DicomTlsPort" : 2762 } }""", "\"Belfry.DicomTlsPort\": is for a port with TLS beside a plain one")]
    [InlineData("""{ "DicomTlsEnabled" : true, "DicomTlsRemoteCertificateRequired" : false, "Belfry" : { "DicomTlsBinding" : "Always" } }""", "\"Always\" needs certificates of all peers")]
    [InlineData("""{ "Belfry" : { "DicomTlsBinding" : "Never" } }""", "\"Known\", \"Always\", \"Listed\"")]
    [InlineData("""{ "DicomTlsMinimumProtocolVersion" : 3 }""", "nothing older than TLS 1.2 is spoken")]
    [InlineData("""{ "DicomTlsMinimumProtocolVersion" : 6 }""", "from 0 to 5")]
    [InlineData("""{ "DicomTlsCiphersAccepted" : ["AES128-SHA"] }""", "\"AES128-SHA\" is not spoken; those of BCP 195 are: TLS_AES_128_GCM_SHA256")]
    [InlineData("""{ "SslEnabled" : true }""", "does not exist; it has the certificate and its key")]
    [InlineData("""{ "RegisteredUsers" : { "a" : 1 } }""", "neither a password nor an object")]
    [InlineData("""{ "RegisteredUsers" : { "a" : {} } }""", "has no password")]
    [InlineData("""{ "RegisteredUsers" : { "a" : { "Password" : "b", "Role" : "god" } } }""", "is not allowed")]
    [InlineData("""{ "RegisteredUsers" : { "a:b" : "c" } }""", "colon")]
    [InlineData("""{ "RegisteredUsers" : { "a" : "pbkdf2-sha256:x" } }""", "hash that is not whole")]
    [InlineData("""{ "Belfry" : { "HttpPermissions" : { "studies" : "read" } } }""", "is no path")]
    [InlineData("""{ "Belfry" : { "HttpPermissions" : { "/studies" : "all" } } }""", "is not allowed")]
    [InlineData("""{ "Belfry" : { "HttpPermissions" : { "GTE /studies" : "read" } } }""", "is no verb")]
    public void Read_AWrongValue_SaysWhereWhatAndWhatIsAllowed(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => Read(json)).Message);

    [Fact]
    public void Read_SeveralWrongValues_AreAllReported()
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read("{ \"DicomPort\" : -1,\n \"HttpPort\" : true,\n \"Name\" : 3 }"));
        Assert.Equal(3, fault.Problems.Count);
        Assert.Contains(fault.Problems, problem => problem.StartsWith("test.json:2: \"HttpPort\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_AWrongValueOfSeveralFeatures_IsReportedOnce()
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read("""{ "DicomScuTimeout" : -4 }"""));
        Assert.Equal("test.json:1: \"DicomScuTimeout\": -4 is not allowed; a whole number from 0 to 86400 is.", Assert.Single(fault.Problems));
    }

    [Fact]
    public void Read_NumbersAndSwitchesFromTheEnvironment_AreTakenForWhatTheySpell()
    {
        var configuration = Read("""{ "DicomPort" : "${PORT}", "DicomCheckCalledAet" : "${CHECK}" }""", name => name == "PORT" ? "11112" : "true");
        Assert.Equal(11112, Assert.Single(configuration.Dicom.EndPoints).Port);
        Assert.True(configuration.Permissions.CheckCalledAETitle);
    }

    [Fact]
    public void Read_Modalities_InAllForms()
    {
        var modalities = Read("""
            { "DicomModalities" : {
                "a" : ["CT1", "10.0.0.1", 104],
                "b" : ["CT2", "ct2", 105, "GE"],
                "c" : { "AET" : "CT3", "Host" : "ct3", "Port" : 106, "AllowFindWorklist" : false, "LocalAet" : "ME", "Timeout" : 5 } } }
            """).Permissions.Modalities;
        Assert.Equal(["a", "b", "c"], modalities.Select(m => m.Name));
        Assert.Equal(["CT1", "CT2", "CT3"], modalities.Select(m => m.AETitle.Value));
        Assert.Equal([true, true, false], modalities.Select(m => m.AllowFindWorklist));
        Assert.All(modalities, modality => Assert.True(modality is { AllowEcho: true, AllowFind: true, AllowMove: true, AllowStore: true }));
    }

    [Fact]
    public void Read_KeysWithoutEffectAndUnknownOnes_AreListedApart()
    {
        var configuration = Read("""{ "MediaArchiveSize" : "x", "dicomPort" : 1, "Belfry" : { "Typo" : 1 }, "Worklists" : { "DeleteWorklistsDelay" : 1, "Other" : 1 } }""");
        Assert.Equal(["MediaArchiveSize"], configuration.KeysWithoutEffect);
        Assert.Equal(3, configuration.Warnings.Count);
        Assert.Contains(configuration.Warnings, warning => warning.Contains("\"dicomPort\""));
        Assert.Contains(configuration.Warnings, warning => warning.Contains("\"Belfry.Typo\""));
        Assert.Contains(configuration.Warnings, warning => warning.Contains("\"Worklists.Other\""));
    }

    [Fact]
    public void Read_UnknownSectionBesidePlugins_IsTakenForThePlugins() =>
        Assert.Empty(Read("""{ "Plugins" : ["x.so"], "DicomWeb" : { "Enable" : true } }""").Warnings);

    [Fact]
    public void Read_Paths_StartAtTheConfigurationsFolder() =>
        Assert.Equal([Path.GetFullPath("/etc/belfry/plugins/a.dll"), Path.GetFullPath("/b.so")], Read("""{ "Plugins" : ["plugins/a.dll", "/b.so"] }""").Plugins);

    [Theory]
    [InlineData("""{ "CaseSensitivePN" : true }""", "Literal")]
    [InlineData("""{ "CaseSensitivePN" : false }""", "CaseInsensitive")]
    [InlineData("""{ "CaseSensitivePN" : true, "Belfry" : { "PersonNameMatching" : "CaseAndAccentInsensitive" } }""", "CaseAndAccentInsensitive")]
    public void Read_PersonNameMatching_OurKeyWinsOverTheOlder(string json, string expected) =>
        Assert.Equal(expected, Read(json).Matching.PersonNames.ToString());

    [Fact]
    public void Read_NativePlugins_AnswersAndThreads()
    {
        var standard = Read("{}").NativePlugins;
        Assert.Equal((Orthanc.NativeFindAnswers.Shaped, 4), (standard.FindAnswers, standard.ConcurrentMoves));
        var asked = Read("""{ "DicomThreadsCount" : 9, "Belfry" : { "NativeFindAnswers" : "AsGiven" } }""").NativePlugins;
        Assert.Equal((Orthanc.NativeFindAnswers.AsGiven, 9), (asked.FindAnswers, asked.ConcurrentMoves));
    }

    [Fact]
    public void Read_IncompleteStatus_MayBeA700() =>
        Assert.Equal(new DimseStatus(0xA700), Read("""{ "Belfry" : { "IncompleteWorklistStatus" : "A700" } }""").Matching.IncompleteWorklistStatus);

    [Theory]
    [InlineData("""{ "RemoteAccessAllowed" : true }""", true, 2)]
    [InlineData("""{ "RemoteAccessAllowed" : true, "AuthenticationEnabled" : false }""", false, 1)]
    [InlineData("""{ "RemoteAccessAllowed" : true, "RegisteredUsers" : { "a" : "b" } }""", true, 1)]
    [InlineData("""{ "AuthenticationEnabled" : true, "RegisteredUsers" : { "a" : "b" } }""", true, 0)]
    public void Read_RemoteAccess_AsksForAPasswordUnlessToldOtherwise(string json, bool authentication, int warnings)
    {
        var configuration = Read(json);
        Assert.Equal(authentication, configuration.Http.AuthenticationEnabled);
        Assert.Equal(warnings, configuration.Warnings.Count);
    }

    [Theory]
    [InlineData("DicomPort", "a whole number from 0 to 65535")]
    [InlineData("DicomAet", "an AE title")]
    [InlineData("Worklists", "an object")]
    [InlineData("Plugins", "a list of texts")]
    [InlineData("DicomAlwaysAllowFind", "true or false")]
    [InlineData("StorageDirectory", "a text")]
    [InlineData("Belfry.OverwriteInstances", "\"Never\"")]
    [InlineData("DicomModalities.X", "[AET, host, port]")]
    [InlineData("RegisteredUsers.X", "password")]
    public void Read_Null_IsAnErrorThatNamesKeyAndType(string key, string allowed)
    {
        var json = key.Split('.') is [var outer, var inner] ? $$"""{ "{{outer}}" : { "{{inner}}" : null } }""" : $$"""{ "{{key}}" : null }""";
        var fault = Assert.Throws<ConfigurationException>(() => Read(json));
        var problem = Assert.Single(fault.Problems);
        Assert.Contains($"\"{key}\"", problem);
        Assert.Contains(allowed, problem);
    }

    private static ServerConfiguration Read(string json, Func<string, string?>? variables = null) =>
        ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", "/etc/belfry", new VariableSubstitution(variables ?? (_ => null))));
}
