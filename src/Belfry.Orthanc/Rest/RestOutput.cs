using System.Globalization;
using System.Text;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Rest;

/// <summary>
/// What an OrthancPluginRestOutput stands for: one answer. Used by the thread of the callback, closed by that of the request: what a plugin does
/// with it after the callback, or after the client has gone, ends in an error code.
/// </summary>
internal sealed class RestOutput(IRestResponse response, CancellationToken cancellation)
{
    private enum Stage
    {
        Open,
        Answered,
        Streaming,
        Multipart,
        Closed,
    }

    private readonly SemaphoreSlim _use = new(1, 1);
    private Stage _stage;
    private string _boundary = "";

    /// <summary>True when a whole answer was given.</summary>
    public bool IsWhole => _stage == Stage.Answered;

    /// <summary>Service 2013: more about the error that the callback will return.</summary>
    public string? ErrorDetails { get; set; }

    /// <summary>Services 2006 and 2007. What frames the answer is the server's own affair.</summary>
    public void SetHeader(string name, string value) => Use(Stage.Open, () =>
    {
        if (!IsFraming(name))
            Set(name, value);
    });

    /// <summary>A whole answer.</summary>
    public void Answer(int status, string? contentType, ReadOnlyMemory<byte> body) => Use(Stage.Open, () =>
    {
        if (status is < 200 or > 599)
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, $"{status} is no status of an answer.");
        response.Status = status;
        if (contentType is not null)
            Set("Content-Type", contentType);

        // RFC 9110 §15.3.5, §15.4.5: these have no body.
        if (status is 204 or 304)
            body = default;
        else
            Set("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        _stage = Stage.Answered;
        Write(body);
    });

    /// <summary>Service 2014.</summary>
    public void StartStream(string contentType) => Use(Stage.Open, () =>
    {
        Set("Content-Type", contentType);
        _stage = Stage.Streaming;
        Write(default);
    });

    /// <summary>Service 2015. It waits while the client takes nothing.</summary>
    public void SendChunk(ReadOnlyMemory<byte> chunk) => Use(Stage.Streaming, () => Write(chunk));

    /// <summary>Service 2008: parts of one type (RFC 2046 §5.1), for <c>related</c> with the type that all have (RFC 2387 §3.1).</summary>
    public void StartMultipart(string subType, string contentType) => Use(Stage.Open, () =>
    {
        if (subType is not ("mixed" or "related"))
            throw new ServiceException(OrthancErrorCode.NotImplemented, "An answer of several parts is mixed or related.");
#pragma warning disable RS0030 // A boundary, never a UID.
        _boundary = Guid.NewGuid().ToString("D");
#pragma warning restore RS0030
        var type = subType == "related" ? $"; type=\"{contentType.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : "";
        Set("Content-Type", $"multipart/{subType}{type}; boundary={_boundary}");
        _partType = contentType;
        _stage = Stage.Multipart;
        Write(default);
    });

    /// <summary>Services 2009 and 2012.</summary>
    public void SendPart(ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers) => Use(Stage.Multipart, () =>
    {
        var head = new StringBuilder($"--{_boundary}\r\n");
        if (!headers.Any(static header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {_partType}\r\n");
        foreach (var (name, value) in headers)
        {
            if (name.Concat(value).Any(static c => char.IsControl(c)) || name.Contains(':', StringComparison.Ordinal))
                throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "A header of a part holds a control character.");
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\nMIME-Version: 1.0\r\n\r\n");
        Write(Encoding.UTF8.GetBytes(head.ToString()));
        Write(body);
        Write("\r\n"u8.ToArray());
    });

    private string _partType = "";

    /// <summary>Ends the answer when its callback has returned without an error.</summary>
    /// <returns>False when there is no answer.</returns>
    public async Task<bool> CompleteAsync()
    {
        if (_stage == Stage.Multipart)
            await response.WriteAsync(Encoding.ASCII.GetBytes($"--{_boundary}--\r\n"), cancellation);
        return _stage != Stage.Open;
    }

    /// <summary>Ends the plugin's use of it, after what it writes now.</summary>
    public async Task CloseAsync()
    {
        await _use.WaitAsync(CancellationToken.None);
        _stage = Stage.Closed;
        _use.Release();
    }

    private void Use(Stage expected, Action action)
    {
        _use.Wait(CancellationToken.None);
        try
        {
            if (_stage != expected)
                throw new ServiceException(OrthancErrorCode.BadSequenceOfCalls, "The answer is not at the point where this can be done.");
            action();
        }
        catch (OperationCanceledException)
        {
            throw new ServiceException(OrthancErrorCode.NetworkProtocol, "The client has gone.");
        }
        finally
        {
            _use.Release();
        }
    }

    private void Set(string name, string value)
    {
        try
        {
            response.SetHeader(name, value);
        }
        catch (ArgumentException fault)
        {
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, fault.Message);
        }
    }

    private void Write(ReadOnlyMemory<byte> bytes) => LaneWait.For(response.WriteAsync(bytes, cancellation));

    private static bool IsFraming(string name) =>
        name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Connection", StringComparison.OrdinalIgnoreCase);
}
