using Belfry.Cli;
using Belfry.Server.Tests;
using Belfry.Server.Tests.Processes;

namespace Belfry.Conformance;

/// <summary>
/// The compiled plugins of Debian's packages, unchanged, each in a server of its own: it starts, with a line for what is not served yet, or
/// the server does not start and says why.
/// </summary>
public sealed class DebianPluginTests : IDisposable
{
    private const string NotDatabase = "registers a database back end, which this server does not serve yet: the index is kept in this server's own database";

    // Port 1 is never listened on, and nothing is tried twice.
    private const string NoDatabase = """ "EnableStorage" : true, "Host" : "127.0.0.1", "Port" : 1, "Username" : "a", "MaximumConnectionRetries" : 0 """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ModalityWorklists", "\"Worklists\" : { \"Enable\" : true, \"Database\" : \".\" }", "Plugin worklists 1.")]
    [InlineData("ServeFolders", "\"ServeFolders\" : { \"/files\" : \"/usr/share\" }", "Plugin serve-folders 1.")]
    [InlineData("OrthancDicomWeb", "\"DicomWeb\" : { }", "Plugin dicom-web 1.", "URI to the DICOMweb REST API: /dicom-web/")]
    [InlineData("OrthancGdcm", "\"Gdcm\" : { }", "Plugin gdcm registers an image decoder, ", "Plugin gdcm registers a transcoder, ")]
    [InlineData("OrthancWebViewer", "\"WebViewer\" : { }", "Plugin web-viewer 2.")]
    [InlineData("OrthancWSI", "\"WholeSlideImaging\" : { }", "Plugin wsi 1.")]
    [InlineData("OrthancMySQLIndex", "\"MySQL\" : { \"EnableIndex\" : false }", "The MySQL index is currently disabled")]
    [InlineData("OrthancMySQLStorage", "\"MySQL\" : { \"EnableStorage\" : false }", "The MySQL storage area is currently disabled")]
    [InlineData("OrthancPostgreSQLIndex", "\"PostgreSQL\" : { \"EnableIndex\" : false }", "The PostgreSQL index is currently disabled")]
    [InlineData("OrthancPostgreSQLStorage", "\"PostgreSQL\" : { \"EnableStorage\" : false }", "The PostgreSQL storage area is currently disabled")]
    public async Task Serve_PluginThatCanStart_StartsAndSaysWhatIsMissing(string plugin, string section, params string[] lines)
    {
        await using var server = await ServerProcess.StartAsync(Configure(plugin, section));
        await server.TerminateAsync();
        var (code, errors) = await server.EndAsync();
        Assert.Equal(ExitCodes.Success, code);
        foreach (var line in lines)
            Assert.Single(errors, e => e.Contains(line, StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains(" finalised", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains(" is not a key that ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OrthancMySQLIndex", "\"MySQL\" : { \"EnableIndex\" : true }", "a database back end", "Plugin mysql-index " + NotDatabase)]
    [InlineData("OrthancPostgreSQLIndex", "\"PostgreSQL\" : { \"EnableIndex\" : true }", "a database back end", "Plugin postgresql-index " + NotDatabase)]
    [InlineData("OrthancMySQLStorage", "\"MySQL\" : { \"EnableSsl\" : false, \"Password\" : \"\", \"Database\" : \"d\", " + NoDatabase + "}", "The database is currently not available", "MySQL error")]
    [InlineData("OrthancPostgreSQLStorage", "\"PostgreSQL\" : { " + NoDatabase + "}", "The database is currently not available", "PostgreSQL error")]
    public async Task Serve_PluginThatCannotStart_IsRefusedWithTheReason(string plugin, string section, string reason, string line)
    {
        var (code, _, errors) = await ServerProcess.RunAsync("serve", Configure(plugin, section), "--dicom-port", "0", "--http-port", "0");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(errors, e => e.Contains(line, StringComparison.Ordinal));
        Assert.StartsWith("belfry: The plugin '", errors[^1], StringComparison.Ordinal);
        Assert.Contains(reason, errors[^1], StringComparison.Ordinal);
    }

    private string Configure(string plugin, string section)
    {
        var library = $"/usr/share/orthanc/plugins/lib{plugin}.so";
        Assert.SkipUnless(File.Exists(library), $"skipped: {Path.GetFileName(library)} is not installed");
        return _folder.Write("a.json", $$"""{ "Plugins" : [ "{{library}}" ], {{section}}, "StorageDirectory" : "storage" }""");
    }
}
