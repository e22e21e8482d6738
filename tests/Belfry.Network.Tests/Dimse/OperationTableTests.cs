using Belfry.Dicom;
using Xunit;

namespace Belfry.Network.Tests;

public class OperationTableTests
{
    [Fact]
    public void Admit_SameMessageIdWhileItRuns_IsDuplicate()
    {
        var table = new OperationTable();
        Assert.Equal(Admission.Runs, table.Admit(Echo(7)));
        Assert.Equal(Admission.IsDuplicate, table.Admit(Echo(7)));
    }

    /// <summary>
    /// The final response may reach the peer, and the next request with its Message ID this side, before the thread that gave it
    /// has taken the operation out of the table.
    /// </summary>
    [Fact]
    [Trait("Section", "PS3.7 9.1.1.1.1")]
    public void Admit_SameMessageIdAfterFinalResponse_WaitsAndRunsNext()
    {
        var table = new OperationTable();
        var first = Echo(7);
        var second = Echo(7);
        table.Admit(first);
        Assert.True(first.ClaimFinal());
        Assert.Equal(Admission.Waits, table.Admit(second));

        // C-CANCEL with the number now means the one that came last.
        Assert.Same(second, table.Find(7));
        Assert.Equal(Admission.IsDuplicate, table.Admit(Echo(7)));
        Assert.Same(second, table.Leave(first, out var isEmpty));
        Assert.False(isEmpty);
        Assert.Null(table.Leave(second, out isEmpty));
        Assert.True(isEmpty);
    }

    private static DimseOperation Echo(ushort messageId)
    {
        var context = new PresentationContext(1, Uids.Verification, TransferSyntax.ImplicitVRLittleEndian, isLocalScu: false, isLocalScp: true);

        // The table asks operations for nothing that needs their association.
        return new DimseOperation(null!, context, new CEchoRequest(Uids.Verification) { MessageId = messageId }, null, 0);
    }
}
