using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>N-ACTION-RQ of storage commitment for instances that are stored; the number of the study is that of the transaction.</summary>
internal static class CommitmentRequest
{
    /// <param name="firstInstance">The number of the first instance; the others follow it.</param>
    /// <param name="count">Instances.</param>
    /// <param name="longestPdu">As the peer said.</param>
    public static NumberedBytes For(long firstInstance, int count, int longestPdu)
    {
        ByteWriter[] items = [.. Enumerable.Range(0, count).Select(number =>
            new ByteWriter().Element(0x0008_1150, "UI", DicomBytes.ImageStorage).Element(0x0008_1155, "UI", NumberedBytes.InstanceUidOf(firstInstance + number)))];
        ByteWriter information = new ByteWriter().Element(0x0008_1195, "UI", NumberedBytes.TransactionUid).Sequence(0x0008_1199, items);
        byte[] request = WholePdus.Of(DicomBytes.CommitmentCommand(), information.ToArray(), longestPdu);
        return new NumberedBytes(request, Math.Min(request.Length, 1024));
    }
}
