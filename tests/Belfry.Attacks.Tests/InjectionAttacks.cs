using Belfry.Dicom;
using Belfry.Server.Logging;

namespace Belfry.Attacks.Tests;

/// <summary>Values that mean something to SQL, to LIKE, to a terminal or to HTTP.</summary>
[Attack(8)]
public sealed class InjectionAttacks
{
    [Theory]
    [InlineData("' OR '1'='1")]
    [InlineData("P1' --")]
    [InlineData("P1\"; DROP TABLE study; --")]
    [InlineData("%")]
    [InlineData("P_")]
    [InlineData("[P]1")]
    public async Task Key_ThatMeansSomethingToADatabase_IsText(string key)
    {
        await using var server = await AttackedServer.StartAsync();
        await server.StoreAsync(AttackedServer.Image("1.2.3.4").ToBytes(TransferSyntax.ExplicitVRLittleEndian), Uids.ExplicitVRLittleEndian);
        Assert.Equal(0, await CountAsync(server, key));
        Assert.Equal(1, await CountAsync(server, "P1"));
    }

    [Theory]
    [InlineData("\u001B[2J\u001B[31mred", "\u001B")]
    [InlineData("one\r\n2026-01-01 00:00:00 a line of its own", "\n")]
    [InlineData("\u202Ereversed", "\u202E")]
    [InlineData("\u2066isolated\u2069", "\u2066")]
    [InlineData("\u061Cmarked", "\u061C")]
    public async Task Text_ThatATerminalWouldObey_IsNotObeyed(string text, string sign)
    {
        using var stream = new MemoryStream();
        await using (var lines = new LineWriter(stream, TimeProvider.System))
        using (var loggers = new LineLoggerFactory(lines, TimeProvider.System, Microsoft.Extensions.Logging.LogLevel.Information))
            Log(loggers.CreateLogger("Test"), text);
        var written = System.Text.Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n');
        Assert.NotEmpty(written);
        Assert.DoesNotContain(sign, written, StringComparison.Ordinal);
    }

    private static void Log(Microsoft.Extensions.Logging.ILogger logger, string text) =>
        logger.Log(Microsoft.Extensions.Logging.LogLevel.Warning, default, text, null, static (state, _) => state);

    private static async Task<int> CountAsync(AttackedServer server, string patientId)
    {
        var query = new DicomDataSet();
        query.Set(Tags.PatientID, VR.LO, System.Text.Encoding.Latin1.GetBytes(patientId.Length % 2 == 0 ? patientId : patientId + " "));
        return await server.CountAsync(query);
    }
}
