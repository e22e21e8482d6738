using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Belfry.Web;

/// <summary>
/// Sends one viewer what happens, as Server-Sent Events: <c>traffic</c> with an association or an operation as it is by then, <c>dropped</c> with how many
/// events were missed. A browser that does not read makes the sending wait, nothing else.
/// </summary>
internal sealed class TrafficStream(TrafficRecorder recorder, TimeProvider clock)
{
    /// <summary>Between two portions: people see no difference, and a flood becomes few writes.</summary>
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(200);

    /// <summary>After so long without anything, a comment shows whether the browser is still there.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(15);

    private readonly ArrayBufferWriter<byte> _portion = new();
    private readonly HashSet<TrafficEvent> _shown = [];

    public async Task WriteAsync(HttpContext context)
    {
        using var viewer = recorder.Watch();
        if (viewer is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        _portion.Write(": \n\n"u8);
        await SendAsync(context);
        var dropped = 0L;
        var gone = context.RequestAborted;
        while (await HasMoreAsync(viewer, gone))
        {
            Gather(viewer);
            if (viewer.Dropped is var missed && missed > dropped)
                WriteDropped(missed - dropped);
            dropped = missed;
            if (_portion.WrittenCount == 0)
                _portion.Write(": \n\n"u8);
            await SendAsync(context);
            await Task.Delay(_pace, clock, gone);
        }
    }

    /// <summary>False at the end. Comes back at the latest after <see cref="_silence"/>.</summary>
    private async Task<bool> HasMoreAsync(TrafficViewer viewer, CancellationToken gone)
    {
        using var silence = new CancellationTokenSource(_silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, gone);
        try
        {
            return await viewer.Events.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return true;
        }
    }

    private void Gather(TrafficViewer viewer)
    {
        _shown.Clear();
        for (var waiting = viewer.Events.Count; waiting > 0 && viewer.Events.TryRead(out var happening); waiting--)
            _shown.Add(happening);
        foreach (var happening in _shown)
        {
            if (happening.IsAssociation && recorder.TryGetAssociation(happening.Number, out var association))
                WriteEvent("association", writer => TrafficJson.Write(writer, in association));
            else if (!happening.IsAssociation && recorder.TryGetOperation(happening.Number, out var operation))
                WriteEvent("operation", writer => TrafficJson.Write(writer, in operation));
            else
                viewer.Miss();
        }
    }

    private void WriteEvent(string name, Action<Utf8JsonWriter> write)
    {
        _portion.Write("event: traffic\ndata: "u8);
        using (var writer = new Utf8JsonWriter(_portion))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(name);
            write(writer);
            writer.WriteEndObject();
        }

        _portion.Write("\n\n"u8);
    }

    private void WriteDropped(long count)
    {
        _portion.Write("event: dropped\ndata: "u8);
        using (var writer = new Utf8JsonWriter(_portion))
            writer.WriteNumberValue(count);
        _portion.Write("\n\n"u8);
    }

    private async Task SendAsync(HttpContext context)
    {
        await context.Response.Body.WriteAsync(_portion.WrittenMemory, context.RequestAborted);
        _portion.ResetWrittenCount();
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
