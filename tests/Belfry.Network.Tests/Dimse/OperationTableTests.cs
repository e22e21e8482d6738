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

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.3")]
    public void Admit_AllRunningGaveTheirFinalResponse_AsManyMoreWait()
    {
        var table = new OperationTable { Window = 2 };
        DimseOperation[] running = [Echo(1), Echo(2)];
        Assert.All(running, operation => Assert.Equal(Admission.Runs, table.Admit(operation)));
        Assert.All(running, static operation => Assert.True(operation.ClaimFinal()));
        for (ushort id = 3; id <= 6; id++)
            Assert.Equal(Admission.Waits, table.Admit(Echo(id)));
        Assert.Equal(Admission.IsTooMany, table.Admit(Echo(7)));
    }

    private static DimseOperation Echo(ushort messageId)
    {
        var context = new PresentationContext(1, Uids.Verification, TransferSyntax.ImplicitVRLittleEndian, isLocalScu: false, isLocalScp: true);

        // The table asks operations for nothing that needs their association.
        return new DimseOperation(null!, context, new CEchoRequest(Uids.Verification) { MessageId = messageId }, null, 0);
    }
}
