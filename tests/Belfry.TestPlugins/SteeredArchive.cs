using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.TestPlugins;

/// <summary>
/// Answers C-FIND, C-MOVE and C-GET for the called AE title STEERED, as the Patient ID of the request says. Files lie in the folder <c>plugin-files</c>.
/// </summary>
[BelfryPlugin("steered-archive", CalledAETitle = "STEERED")]
public sealed class SteeredArchive(IPluginHost host) : IFindHandler, IRetrieveHandler
{
    /// <summary>As many as the standard's counters cannot say.</summary>
    public const int Many = 70_000;

    public async IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        switch (request.Query.Identifier.GetString(Tags.PatientID))
        {
            case "P1":
                await foreach (var answer in Need(request.BuiltIn).FindAsync(request, cancellation))
                    yield return answer;
                break;
            case "ARCHIVE":
                var keys = request.Query.Identifier.Clone();
                keys.Set(Tags.PatientID, "P1");
                await foreach (var answer in Need(host.Archive).FindAsync(new FindQuery(keys, request.Query.Model, request.Query.Level), cancellation))
                {
                    answer.Set(Tags.PatientID, "ARCHIVE");
                    yield return answer;
                }

                break;
            case "STORE":
                await Need(host.Archive).StoreAsync(InstanceSource.FromDataSet(Instance("1.2.3.4.77")), cancellation);
                yield return new DicomDataSet { { Tags.PatientID, "STORE" } };
                break;
            case "REFUSED":
                await Need(host.Archive).StoreAsync(InstanceSource.FromDataSet(new DicomDataSet { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, "1.2.3" } }), cancellation);
                break;
            default:
                yield return new DicomDataSet { { Tags.PatientID, "INVENTED" } };
                break;
        }
    }

    public IAsyncEnumerable<Suboperation> RetrieveAsync(RetrieveRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        switch (request.Query.PatientId)
        {
            case "P1":
                return Need(request.BuiltIn).RetrieveAsync(request, cancellation);
            case "ARCHIVE":
                return FromArchiveAsync(cancellation);
            case "MIXED":
                request.SuboperationCount = 6;
                return MixedAsync(cancellation);
            case "MIXED-UNKNOWN":
                return MixedAsync(cancellation);
            case "MANY":
                request.SuboperationCount = Many;
                return ManyAsync(cancellation);
            case "HOLD":
                request.SuboperationCount = 3;
                return HoldAsync(cancellation);
            case "REFUSED":
                throw new DimseStatusException(new DimseStatus(0xA702), "Not today");
            default:
                return NothingAsync();
        }
    }

    private static T Need<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The server keeps no archive.");

    private static DicomDataSet Instance(string uid) => new()
    {
        { Tags.SOPClassUID, Uids.CTImageStorage },
        { Tags.SOPInstanceUID, uid },
        { Tags.PatientID, "P1" },
        { Tags.StudyInstanceUID, "1.2.3" },
        { Tags.SeriesInstanceUID, "1.2.3.4" },
    };

    private async IAsyncEnumerable<Suboperation> FromArchiveAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var keys = new DicomDataSet { { Tags.PatientID, "P1" } };
        await foreach (var instance in Need(host.Archive).ListAsync(new RetrieveQuery(keys, QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Patient), cancellation))
            yield return Suboperation.Send(instance);
    }

    /// <summary>A stored instance, a file, own work that succeeds, warns and fails, and an instance that nobody has.</summary>
    private async IAsyncEnumerable<Suboperation> MixedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Suboperation.SendStored(new DicomUid("1.2.3.4.1"));
        yield return Suboperation.SendFile(Path.Combine(host.ConfigurationFolder, "plugin-files", "9.dcm"));
        yield return Suboperation.Perform(static _ => ValueTask.FromResult(SuboperationResult.Completed), new DicomUid("1.2.3.4.80"));
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        yield return Suboperation.Perform(static _ => ValueTask.FromResult(SuboperationResult.Warning(new DimseStatus(0xB007))), new DicomUid("1.2.3.4.81"));
        yield return Suboperation.Perform(static _ => throw new InvalidOperationException("cable pulled"), new DicomUid("1.2.3.4.82"));
        yield return Suboperation.SendStored(new DicomUid("1.2.3.4.83"));
    }

    private static async IAsyncEnumerable<Suboperation> ManyAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var i = 0; i < Many; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Suboperation.Perform(static _ => ValueTask.FromResult(SuboperationResult.Completed));
        }

        await ValueTask.CompletedTask;
    }

    /// <summary>Waits in the middle, until it is cancelled.</summary>
    private static async IAsyncEnumerable<Suboperation> HoldAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Suboperation.Perform(static _ => ValueTask.FromResult(SuboperationResult.Completed));
        await Task.Delay(Timeout.Infinite, cancellation);
        yield return Suboperation.Failure(default, new DimseStatus(0xC000));
    }

    private static async IAsyncEnumerable<Suboperation> NothingAsync()
    {
        await ValueTask.CompletedTask;
        yield break;
    }
}
