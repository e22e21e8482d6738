using System.Globalization;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Workloads;
using Belfry.TestKit;

namespace Belfry.LoadBench.Servers;

/// <summary>
/// Starts the programs in C that answer the raw client of the archive rows with messages that are ready, without looking at what it asks: no server
/// that also looks can be faster by much.
/// </summary>
internal sealed class LimitCatalog(string folder, LoadOptions options)
{
    /// <summary>Answers each query with so many answers; it keeps nothing.</summary>
    public Task<ServerUnderTest> StartFindAsync(int answers) =>
        StartAsync($"ready-find-{answers}", DicomBytes.AcceptOf(DicomBytes.ExplicitLittleEndian, DicomBytes.Context), DicomBytes.FindResponses(StudyKeys.Answer(), answers), (port, accept, response, _) =>
            (options.ReadyPdusProgram, [port, accept, response]));

    /// <summary>Writes what comes into files.</summary>
    public Task<ServerUnderTest> StartStoreAsync(bool isDurable) =>
        StartAsync(isDurable ? "ready-store" : "ready-store-nosync", DicomBytes.AcceptOf(DicomBytes.ExplicitLittleEndian, DicomBytes.Context), DicomBytes.StoreResponse, (port, accept, response, home) =>
            (options.ReadyArchiveProgram, ["store", port, accept, response, home, isDurable ? "sync" : "nosync"]));

    /// <summary>Reads the images of a study from files and sends them.</summary>
    public Task<ServerUnderTest> StartGetAsync() =>
        StartAsync("ready-get", DicomBytes.AcceptOf(DicomBytes.ExplicitLittleEndian, DicomBytes.Context, DicomBytes.StoreContext), DicomBytes.GetResponse, (port, accept, response, home) =>
        {
            for (int number = 0; number < StoredStudies.ImagesOfRetrieved; number++)
            {
                NumberedBytes image = Image.StoreRequest(StoredStudies.PixelBytesOfRetrieved, RawAssociation.LongestPdu);
                image.SetInstance(number);
                File.WriteAllBytes(Path.Combine(home, number.ToString(CultureInfo.InvariantCulture)), image.Bytes);
            }

            return (options.ReadyArchiveProgram, ["get", port, accept, response, home, StoredStudies.ImagesOfRetrieved.ToString(CultureInfo.InvariantCulture)]);
        });

    private Task<ServerUnderTest> StartAsync(
        string name, byte[] accept, byte[] response, Func<string, string, string, string, (string Program, string[] Arguments)> command)
    {
        int port = FreePort.Take();
        string home = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        string acceptFile = Path.Combine(home, "accept.pdu"), responseFile = Path.Combine(home, "response.pdu");
        File.WriteAllBytes(acceptFile, accept);
        File.WriteAllBytes(responseFile, response);
        (string program, string[] arguments) = command(port.ToString(CultureInfo.InvariantCulture), acceptFile, responseFile, home);
        return ServerUnderTest.StartAsync(ServerCatalog.ReadyPdus, port, home, program, arguments);
    }
}
