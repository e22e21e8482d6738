using Belfry.Dicom;
using Belfry.TestKit;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Belfry.Network.Tests;

public class LogTests
{
    [Fact]
    public async Task Association_WithOperations_LeavesOneLineEach()
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            listener.Routes.Handle = operation => throw new InvalidOperationException("not Doe^John");
            await using var peer = listener.Connect();
            await peer.AssociateAsync();
            await peer.SendEchoAsync(1);
            await peer.ExpectResponseAsync();
            await peer.SendFindAsync(2);
            await peer.ExpectResponseAsync();
            await peer.SendReleaseRequestAsync();
            await peer.ExpectReleaseResponseAsync();
            peer.Close();
        }

        await lines.WaitForAsync(2001, 1, TestContext.Current.CancellationToken);
        await lines.WaitForAsync(2004, 2, TestContext.Current.CancellationToken);
        var all = lines.All;
        Assert.Single(all, line => line.Id == 2001 && line.Text.Contains("ended: ReleasedByPeer after 2 operations"));
        Assert.Equal(2, all.Count(line => line.Id == 2004));
        Assert.Contains(all, line => line.Id == 2004 && line.Text.StartsWith("C-ECHO 1 of Verification SOP Class from PEER to ") && line.Text.EndsWith(", Completed, status 0000H"));
        Assert.Contains(all, line => line.Id == 2004 && line.Text.StartsWith("C-FIND 2 of ") && line.Text.Contains(", Failed, status C000H ("));
        Assert.Single(all, line => line.Id == 2005 && line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Attempt_RefusedOrMute_LeavesOneLine()
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            await using var peer = listener.Connect();
            peer.Request = peer.Request with { CalledAETitle = "\u0001" };
            await peer.SendRequestAsync();
            await peer.ExpectRejectAsync();
            peer.Close();
            listener.Connect().Close();
        }

        await lines.WaitForAsync(2002, 1, TestContext.Current.CancellationToken);
        await lines.WaitForAsync(2003, 1, TestContext.Current.CancellationToken);
        Assert.Single(lines.All, line => line.Id == 2002 && line.Text.Contains("called-AE-title-not-recognized"));
        Assert.Single(lines.All, line => line.Id == 2003);
        Assert.DoesNotContain(lines.All, line => line.Id is 2000 or 2001);
    }

    [Fact]
    public async Task Connection_BytesThatAreNoRequest_LeaveALineThatIsShown()
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            await using var peer = listener.Connect();
            await peer.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await peer.ExpectAbortAsync();
            peer.Close();
            await lines.WaitForAsync(2003, 1, TestContext.Current.CancellationToken);
            listener.Connect().Close();
        }

        await lines.WaitForAsync(2003, 2, TestContext.Current.CancellationToken);
        Assert.Single(lines.All, line => line is { Id: 2003, Level: LogLevel.Information } && line.Text.Contains("ProtocolViolation"));
        Assert.Single(lines.All, line => line is { Id: 2003, Level: LogLevel.Debug });
    }

    [Fact]
    public async Task Operation_CancelledServiceThrowsWhatItsTokenThrew_IsNoError()
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            listener.Routes.Handle = async operation => await Task.Delay(Timeout.Infinite, operation.Cancellation);
            await using var peer = listener.Connect();
            await peer.AssociateAsync();
            await peer.SendFindAsync(1);
            peer.Close();
            await lines.WaitForAsync(2004, 1, TestContext.Current.CancellationToken);
        }

        Assert.Single(lines.All, line => line.Id == 2004 && line.Text.Contains(" ms, ConnectionClosed, status none"));
        Assert.DoesNotContain(lines.All, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Operation_FailsByAnElement_NamesItAfterTheComment()
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            listener.Routes.Handle = operation => operation.RespondAsync(
                operation.Request.MessageId == 1
                    ? operation.Request.CreateResponse(new DimseStatus(0xA900), "Wrong date", [Tags.PatientBirthDate, Tags.StudyDate])
                    : operation.Request.CreateResponse(new DimseStatus(0xA900), null, [Tags.PatientBirthDate]));
            await using var peer = listener.Connect();
            await peer.AssociateAsync();
            await peer.SendFindAsync(1);
            await peer.ExpectResponseAsync();
            await peer.SendFindAsync(2);
            await peer.ExpectResponseAsync();
            await lines.WaitForAsync(2004, 2, TestContext.Current.CancellationToken);
        }

        Assert.Single(lines.All, line => line.Id == 2004 && line.Text.EndsWith("status A900H (Wrong date; offending (0010,0030), (0008,0020))", StringComparison.Ordinal));
        Assert.Single(lines.All, line => line.Id == 2004 && line.Text.EndsWith("status A900H (offending (0010,0030))", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\u0001\u001b[2J\"; x", "\"??[2J?; x\"")]
    [InlineData("", "\"\"")]
    [InlineData("A\\B", "\"A\\B\"")]
    public async Task Attempt_TitleThatIsNone_IsShownWithoutWhatSteersATerminal(string title, string shown)
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            await using var peer = listener.Connect();
            peer.Request = peer.Request with { CallingAETitle = "CT1", CalledAETitle = title };
            await peer.SendRequestAsync();
            await peer.ExpectRejectAsync();
            peer.Close();
            await lines.WaitForAsync(2002, 1, TestContext.Current.CancellationToken);
        }

        Assert.Single(lines.All, line => line.Id == 2002 && line.Text.Contains($" from CT1 to {shown} (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Association_OneOperationWithOneAnswer_SaysOneAndNotOnes()
    {
        var lines = new LogLines();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            listener.Routes.Handle = async operation =>
            {
                await operation.RespondAsync(CFindResponse.Pending, new RawDataSet(new byte[] { 0, 0 }));
                await operation.RespondAsync(CFindResponse.Success);
            };
            await using var peer = listener.Connect();
            await peer.AssociateAsync();
            await peer.SendFindAsync(1);
            await peer.SkipToFinalAsync();
            await peer.SendReleaseRequestAsync();
            await peer.ExpectReleaseResponseAsync();
            peer.Close();
            await lines.WaitForAsync(2004, 1, TestContext.Current.CancellationToken);
            await lines.WaitForAsync(2001, 1, TestContext.Current.CancellationToken);
        }

        Assert.Single(lines.All, line => line.Id == 2004 && line.Text.Contains(": 1 pending response in ", StringComparison.Ordinal));
        Assert.Single(lines.All, line => line.Id == 2001 && line.Text.Contains(" after 1 operation in ", StringComparison.Ordinal));
    }
}
