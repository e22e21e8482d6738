using System.Buffers;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// Counts sub-operations (PS3.7 §9.3.4.2: completed are those that succeeded) and remembers which failed. A counter on the wire has 16 bits:
/// above 65535 it stays there. Not thread-safe.
/// </summary>
internal sealed class SuboperationCounts : IDataSetSource
{
    // The longest value of an element with explicit VR whose length field has 16 bits.
    private const int LongestList = 65534;

    private readonly List<string> _failedUids = [];
    private int _listLength;

    /// <summary>How many there will be, as far as that is known.</summary>
    public long Known { get; set; }

    public long Completed { get; private set; }

    public long Failed { get; private set; }

    public long Warning { get; private set; }

    public long Done => Completed + Failed + Warning;

    public long Remaining => Math.Max(0, Known - Done);

    /// <summary>How many failed ones did not fit into Failed SOP Instance UID List.</summary>
    public long Unlisted { get; private set; }

    /// <summary>True when Failed SOP Instance UID List (0008,0058) is not empty.</summary>
    public bool HasFailedList => _failedUids.Count > 0;

    /// <summary>The status of a retrieve that has come to its end (PS3.4 §C.4.2.2.1, §C.4.3.2).</summary>
    public DimseStatus FinalStatus => this switch
    {
        { Failed: 0, Warning: 0 } => DimseStatus.Success,
        { Completed: 0, Warning: 0 } => RetrieveStatus.UnableToPerformSuboperations,
        _ => RetrieveStatus.SomeFailed,
    };

    public void Add(DimseStatus status, DicomUid sopInstanceUid)
    {
        switch (status.Class)
        {
            case DimseStatusClass.Success:
                Completed++;
                break;
            case DimseStatusClass.Warning:
                Warning++;
                break;
            default:
                Failed++;
                List(sopInstanceUid.Value);
                break;
        }
    }

    /// <summary>A response with the counters; remaining ones in pending and cancel alone.</summary>
    public DimseResponse CreateResponse(DimseRequest request, DimseStatus status, string? comment = null)
    {
        var remaining = status.Class is DimseStatusClass.Pending or DimseStatusClass.Cancel ? (ushort?)Number(Remaining) : null;
        return request is CGetRequest
            ? new CGetResponse(status)
            {
                RemainingSuboperations = remaining,
                CompletedSuboperations = Number(Completed),
                FailedSuboperations = Number(Failed),
                WarningSuboperations = Number(Warning),
                ErrorComment = comment,
            }
            : new CMoveResponse(status)
            {
                RemainingSuboperations = remaining,
                CompletedSuboperations = Number(Completed),
                FailedSuboperations = Number(Failed),
                WarningSuboperations = Number(Warning),
                ErrorComment = comment,
            };
    }

    /// <summary>The identifier of a final response: Failed SOP Instance UID List.</summary>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax) =>
        new DicomDataSet { { Tags.FailedSOPInstanceUIDList, [.. _failedUids] } }.WriteTo(output, transferSyntax);

    private static ushort Number(long count) => (ushort)Math.Min(count, ushort.MaxValue);

    private void List(string uid)
    {
        if (uid.Length == 0)
            return;
        if (_listLength + uid.Length + 1 > LongestList)
        {
            Unlisted++;
            return;
        }

        _listLength += uid.Length + 1;
        _failedUids.Add(uid);
    }
}
