using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Console.Tests;

/// <summary>Passes everything on, and lets a test wait until something was.</summary>
internal sealed class ToldObserver(IAssociationObserver inner) : IAssociationObserver
{
    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a condition holds, which can only come true by something that is passed on.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            var told = Volatile.Read(ref _told).Task;
            if (condition())
                return;
            await told.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void OnEstablished(Association association)
    {
        inner.OnEstablished(association);
        Tell();
    }

    public void OnEnded(Association association, in AssociationEnd end)
    {
        inner.OnEnded(association, in end);
        Tell();
    }

    public void OnNotConnected(FailedConnection attempt)
    {
        inner.OnNotConnected(attempt);
        Tell();
    }

    public long OnOperationBegan(DimseOperation operation)
    {
        var ticket = inner.OnOperationBegan(operation);
        Tell();
        return ticket;
    }

    public void OnResponse(DimseOperation operation, long ticket, DimseResponse response, IDataSetSource? dataSet)
    {
        inner.OnResponse(operation, ticket, response, dataSet);
        Tell();
    }

    public void OnOperationEnded(DimseOperation operation, long ticket, TimeSpan elapsed)
    {
        inner.OnOperationEnded(operation, ticket, elapsed);
        Tell();
    }

    private void Tell() => Interlocked.Exchange(ref _told, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
