using System.Globalization;
using Belfry.LoadBench.Items;
using Belfry.LoadBench.Measuring;
using Belfry.LoadBench.RawClient;
using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Workloads;

/// <summary>The rows of searching and browsing by REST, over the archives of the C-FIND rows.</summary>
internal sealed class RestRows(QueryFleet fleet, LoadOptions options)
{
    public const string FindStudy = "rest: /tools/find, study by UID", FindStudyExpanded = "rest: /tools/find, study by UID, expanded",
        FindPatient = "rest: /tools/find, study by Patient ID", FindPatientExpanded = "rest: /tools/find, study by Patient ID, expanded",
        FindDate = "rest: /tools/find, 10 studies by date range", FindDateExpanded = "rest: /tools/find, 10 studies by date range, expanded",
        FindSeries = "rest: /tools/find, series of a study, expanded", FindInstances = "rest: /tools/find, 10 instances of a study",
        FindInstancesExpanded = "rest: /tools/find, 10 instances of a study, expanded";

    public const string Page = "rest: /studies, a page of 100, expanded", Study = "rest: /studies/{id}", Patient = "rest: /patients/{id}",
        Instances = "rest: /series/{id}/instances, 10 of them", Tags = "rest: /instances/{id}/simplified-tags";

    private const int PageLength = 100;

    private static readonly byte[] s_member = "\"ID\""u8.ToArray();
    private static readonly byte[] s_tag = "\"SOPInstanceUID\""u8.ToArray();

    private int _seed;

    public static IReadOnlyList<string> Names { get; } =
    [
        FindStudy, FindStudyExpanded, FindPatient, FindPatientExpanded, FindDate, FindDateExpanded, FindSeries, FindInstances, FindInstancesExpanded,
        Page, Study, Patient, Instances, Tags,
    ];

    public IEnumerable<Workload> Rows() => options.Associations.SelectMany(clients => (IEnumerable<Workload>)
        [
            FindRow(FindStudy, clients, "Study", "StudyInstanceUID", NumberedBytes.StudyUid, 1, SetAny),
            FindRow(FindStudyExpanded, clients, "Study", "StudyInstanceUID", NumberedBytes.StudyUid, 1, SetAny),
            FindRow(FindPatient, clients, "Study", "PatientID", NumberedBytes.PatientId, 1, SetAny),
            FindRow(FindPatientExpanded, clients, "Study", "PatientID", NumberedBytes.PatientId, 1, SetAny),
            FindRow(FindDate, clients, "Study", "StudyDate", $"{NumberedBytes.DateMark}-{NumberedBytes.DateMark}", NumberedBytes.StudiesPerDate, SetDate),
            FindRow(FindDateExpanded, clients, "Study", "StudyDate", $"{NumberedBytes.DateMark}-{NumberedBytes.DateMark}", NumberedBytes.StudiesPerDate, SetDate),
            FindRow(FindSeries, clients, "Series", "StudyInstanceUID", NumberedBytes.StudyUid, 1, SetAny),
            FindRow(FindInstances, clients, "Instance", "StudyInstanceUID", NumberedBytes.StudyUid, StoredStudies.ImagesOfTen, SetTen),
            FindRow(FindInstancesExpanded, clients, "Instance", "StudyInstanceUID", NumberedBytes.StudyUid, StoredStudies.ImagesOfTen, SetTen),
            GetRow(Page, clients, PagePath, s_member, Math.Min(PageLength, options.Studies)),
            GetRow(Study, clients, (studies, random) => $"/studies/{RestRequests.StudyId(studies.Any(random))}", s_member, 1),
            GetRow(Patient, clients, (studies, random) => $"/patients/{RestRequests.PatientId(studies.Any(random))}", s_member, 1),
            GetRow(Instances, clients, (_, random) => $"/series/{RestRequests.SeriesId(StoredStudies.AnyOfTen(random))}/instances", s_member, StoredStudies.ImagesOfTen),
            GetRow(Tags, clients, TagsPath, s_tag, 1),
        ]);

    private static void SetAny(NumberedBytes request, StoredStudies studies, Random random) => request.SetStudy(studies.Any(random));

    private static void SetDate(NumberedBytes request, StoredStudies studies, Random random) => request.SetDate(studies.AnyDate(random));

    private static void SetTen(NumberedBytes request, StoredStudies studies, Random random) => request.SetStudy(StoredStudies.AnyOfTen(random));

    private string PagePath(StoredStudies studies, Random random) => string.Create(
        CultureInfo.InvariantCulture, $"/studies?since={random.Next(Math.Max(1, studies.Count - PageLength))}&limit={Math.Min(PageLength, studies.Count)}&expand");

    private static string TagsPath(StoredStudies studies, Random random)
    {
        long study = studies.Any(random);
        return $"/instances/{RestRequests.InstanceId(study, study * 100)}/simplified-tags";
    }

    private Workload FindRow(
        string name, int clients, string level, string key, string value, int expected, Action<NumberedBytes, StoredStudies, Random> choose)
    {
        bool isExpanded = name.EndsWith("expanded", StringComparison.Ordinal);
        return Row(name, clients, isExpanded ? s_member : "\""u8.ToArray(), isExpanded ? expected : 2 * expected, (studies, random) =>
        {
            NumberedBytes request = RestRequests.Find(level, key, value, isExpanded);
            return () =>
            {
                choose(request, studies, random);
                return request.Bytes;
            };
        });
    }

    private Workload GetRow(string name, int clients, Func<StoredStudies, Random, string> path, byte[] mark, int expected) =>
        Row(name, clients, mark, expected, (studies, random) => () => RestRequests.Get(path(studies, random)));

    // An answer is right when it has what marks a resource as often as resources are expected.
    private Workload Row(string name, int clients, byte[] mark, int expected, Func<StoredStudies, Random, Func<byte[]>> requests) => new(
        name,
        clients,
        [.. fleet.Archives.Where(archive => archive.Server.HttpPort != 0).Select(archive => new Contender(archive.Server.Name, () => Task.FromResult(
            ClosedLoop.Run(archive.Server, () => Connect(archive.Server, mark, expected, requests(archive.Studies, new Random(Interlocked.Increment(ref _seed)))), clients, options.Seconds))))]);

    private static Requester Connect(ServerUnderTest server, byte[] mark, int expected, Func<byte[]> next)
    {
        var connection = new HttpConnection(server.HttpPort);
        return new Requester(
            () =>
            {
                if (connection.Exchange(next()).Count(mark) is var found && found != expected)
                    throw new InvalidDataException($"{found} times {System.Text.Encoding.Latin1.GetString(mark)} instead of {expected}.");
            },
            connection);
    }
}
