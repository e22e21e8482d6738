using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of C-FIND, C-MOVE and C-GET over archives that were filled before.</summary>
internal sealed class QueryRows(QueryFleet fleet, LoadOptions options)
{
    public const string Study = "find study by UID", Images = "find 10 images of a series", Patient = "find study by Patient ID",
        Date = "find 10 studies by date range", Move = "retrieve 20 x 64 KiB by C-MOVE", Get = "retrieve 20 x 64 KiB by C-GET";

    public const string ToolFind = "tools: findscu -S --repeat, study by UID", ToolMove = "tools: movescu --repeat, 20 x 64 KiB",
        ToolGet = "tools: getscu --repeat, 20 x 64 KiB";

    private const long RetrievedBytes = StoredStudies.ImagesOfRetrieved * StoredStudies.PixelBytesOfRetrieved;

    private int _seed;

    public static IReadOnlyList<string> Names { get; } = [Study, Images, Patient, Date, Move, Get, ToolFind, ToolMove, ToolGet];

    public IEnumerable<Workload> Rows()
    {
        foreach (int clients in options.Associations)
        {
            yield return FindRow(Study, clients, fleet.OneAnswer, StudyKeys.FindByStudyUid, 1, (keys, studies, random) => keys.SetStudy(studies.Any(random)));
            yield return FindRow(Images, clients, fleet.TenAnswers, StudyKeys.FindImages, StoredStudies.ImagesOfTen, (keys, _, random) =>
            {
                int study = StoredStudies.AnyOfTen(random);
                keys.SetStudy(study);
                keys.SetSeries(study);
            });
            yield return FindRow(Patient, clients, fleet.OneAnswer, StudyKeys.FindByPatientId, 1, (keys, studies, random) => keys.SetStudy(studies.Any(random)));
            yield return FindRow(Date, clients, fleet.TenAnswers, StudyKeys.FindByStudyDate, NumberedBytes.StudiesPerDate, (keys, studies, random) => keys.SetDate(studies.AnyDate(random)));
            yield return RetrieveRow(Move, clients, limit: null, Moves);
            yield return RetrieveRow(Get, clients, fleet.ReadyStudy, Gets);
        }

        yield return ToolRow(ToolFind, "findscu", ["-aec", StoredStudies.AeTitleOfFound, .. StudyKeys.FindscuArguments(study: 0)], bytes: 0);
        string[] study = ["-aec", StoredStudies.AeTitleOfRetrieved, .. StudyKeys.RetrieveArguments(StoredStudies.FirstRetrieved)];
        yield return ToolRow(ToolMove, "movescu", ["-aem", StoreSink.AeTitle, .. study], RetrievedBytes);
        yield return ToolRow(ToolGet, "getscu", ["--ignore", .. study], RetrievedBytes);
    }

    private Workload FindRow(
        string name, int clients, ServerUnderTest? limit, Func<NumberedBytes> request, int expected, Action<NumberedBytes, StoredStudies, Random> choose) =>
        new(name, clients, [.. fleet.ArchivesAnd(limit).Select(archive => Raw(archive.Server, clients, () =>
        {
            NumberedBytes keys = request();
            var random = new Random(Interlocked.Increment(ref _seed));
            var association = new RawAssociation(archive.Server.Port, DicomBytes.AssociateFor(DicomBytes.StudyRootFind, StoredStudies.AeTitleOfFound));
            return new Requester(
                () =>
                {
                    choose(keys, archive.Studies, random);
                    Check(association.Exchange(keys.Bytes), expected, "answers");
                },
                association);
        }))]);

    private Workload RetrieveRow(string name, int clients, ServerUnderTest? limit, Func<ServerUnderTest, Random, Requester> retrieve) =>
        new(
            name,
            clients,
            [.. fleet.ArchivesAnd(limit).Select(archive => Raw(archive.Server, clients, () => retrieve(archive.Server, new Random(Interlocked.Increment(ref _seed)))))],
            RetrievedBytes);

    private static Requester Moves(ServerUnderTest server, Random random)
    {
        NumberedBytes request = StudyKeys.Move(StoreSink.AeTitle);
        var association = new RawAssociation(server.Port, DicomBytes.AssociateFor(DicomBytes.StudyRootMove, StoredStudies.AeTitleOfRetrieved));
        return new Requester(
            () =>
            {
                request.SetStudy(StoredStudies.AnyRetrieved(random));
                association.Exchange(request.Bytes);
                Check(association.Completed, StoredStudies.ImagesOfRetrieved, "completed sub-operations");
            },
            association);
    }

    private static Requester Gets(ServerUnderTest server, Random random)
    {
        NumberedBytes request = StudyKeys.Get();
        var association = new RawAssociation(server.Port, DicomBytes.AssociateForGet(StoredStudies.AeTitleOfRetrieved));
        return new Requester(
            () =>
            {
                request.SetStudy(StoredStudies.AnyRetrieved(random));
                Check(association.Get(request.Bytes), StoredStudies.ImagesOfRetrieved, "instances");
            },
            association);
    }

    private Contender Raw(ServerUnderTest server, int clients, Func<Requester> connect) =>
        new(server.Name, () => Task.FromResult(ClosedLoop.Run(server, connect, clients, options.Seconds)));

    private Workload ToolRow(string name, string tool, string[] arguments, long bytes)
    {
        var repeats = new ToolRepeats(tool, clients: 1, options.Seconds);
        return new Workload(
            name,
            Clients: 1,
            Contender.Of(fleet.Archives.Select(a => a.Server), async server =>
            {
                long before = fleet.Sink.Stored;
                Sample sample = await repeats.RunAsync(server, arguments);
                // movescu ends without an error when it was refused.
                if (tool == "movescu" && fleet.Sink.Stored - before < (long)sample.Requests * StoredStudies.ImagesOfRetrieved)
                    throw new InvalidOperationException($"{server.Name}: movescu moved {fleet.Sink.Stored - before} instances.");

                return sample;
            }),
            bytes);
    }

    private static void Check(int found, int expected, string what)
    {
        if (found != expected)
            throw new InvalidDataException($"{found} {what} instead of {expected}.");
    }
}
