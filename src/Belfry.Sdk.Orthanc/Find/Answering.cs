using System.Buffers;
using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>Asks a handler and gives its answers to the host, in the form that the query asks for: by the code that Belfry itself answers with.</summary>
internal static class Answering
{
    // A thread of the host answers one query after another: what it writes into is kept, unless it became large.
    private const int LargeBuffer = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_output;

    public static void Run(FindRun run, IHostAnswers answers, CancellationToken cancellation)
    {
        var shaper = run.Query.TakeShaper();
        var output = s_output ?? new ArrayBufferWriter<byte>(4096);
        s_output = null;
        if (run.FindAtHand() is { } atHand)
        {
            foreach (var answer in atHand)
                Add(answer);
        }
        else
        {
            var found = run.FindAsync(cancellation).GetAsyncEnumerator(cancellation);
            try
            {
                while (Blocking.Wait(found.MoveNextAsync()))
                    Add(found.Current);
            }
            finally
            {
                Blocking.Wait(found.DisposeAsync());
            }
        }

        // A handler may take its token for an end instead of throwing.
        cancellation.ThrowIfCancellationRequested();
        if (run.IsIncomplete)
            answers.MarkIncomplete();
        run.Query.GiveBack(shaper);
        s_output = output.Capacity <= LargeBuffer ? output : null;

        void Add(DicomDataSet answer)
        {
            var syntax = run.Query.TransferSyntax;
            output.ResetWrittenCount();
            output.Write(FileHeads.Of(syntax));
            shaper.Shape(answer).WriteTo(output, syntax);
            answers.Add(output.WrittenSpan);
        }
    }
}
