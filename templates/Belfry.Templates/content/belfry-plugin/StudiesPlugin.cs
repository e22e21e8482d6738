using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace BelfryPlugin1;

/// <summary>Answers Query/Retrieve queries in place of the archive. One object serves all queries, many at once.</summary>
[BelfryPlugin("BelfryPlugin1", Description = "Studies")]
public sealed class StudiesPlugin(IPluginHost host) : IFindHandler
{
    public async IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Series and images are the archive's, where there is one. A failure is a status of PS3.4 table C.4-1 and a comment for the peer.
        if (request.Query.Level is not (QueryRetrieveLevel.Patient or QueryRetrieveLevel.Study))
        {
            if (request.BuiltIn is not { } archive)
                throw new DimseStatusException(new DimseStatus(0xA900), "Only studies are known here");
            await foreach (var entity in archive.FindAsync(request, cancellation))
                yield return entity;
            yield break;
        }

        var count = 0;
        await foreach (var study in ReadStudiesAsync(cancellation))
        {
            if (!request.Query.Matches(study))
                continue;
            count++;
            yield return study;
        }

        host.Logger.LogInformation("{CallingAETitle} got {Count} studies", request.Connection.CallingAETitle, count);
    }

    /// <summary>In place of a database.</summary>
    private static async IAsyncEnumerable<DicomDataSet> ReadStudiesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var number = 1; number <= 3; number++)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return new DicomDataSet
            {
                { Tags.StudyDate, new DateOnly(2026, 7, number) },
                { Tags.AccessionNumber, $"A-{number}" },
                { Tags.ModalitiesInStudy, "CT", "SR" },
                { Tags.PatientName, "Example^Anna" },
                { Tags.PatientID, $"EX-{number}" },
                { Tags.StudyInstanceUID, $"2.25.{number}" },
                { Tags.NumberOfStudyRelatedInstances, 3 },
            };
        }
    }
}
