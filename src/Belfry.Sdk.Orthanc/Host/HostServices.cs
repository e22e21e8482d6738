using System.Text;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>The services of the host, as methods. Thread-safe, as the host's are.</summary>
internal sealed unsafe class HostServices
{
    private static readonly Version s_logMessages = new(1, 12, 4);
    private static readonly Version s_secondCallbacks = new(1, 12, 10);

    private readonly OrthancContext* _context;
    private readonly byte* _name;

    public HostServices(OrthancContext* context, string name)
    {
        if (context == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        _context = context;
        _name = HostMemory.NewString(name);
        Name = name;
        VersionText = HostMemory.Text(context->OrthancVersion) ?? "";

        // A host built from its main line reports no number and has all that any release has.
        Version = Version.TryParse(VersionText, out var version) ? version : new Version(int.MaxValue, 0);
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The host's version as it reports it.</summary>
    public string VersionText { get; }

    public Version Version { get; }

    /// <summary>True when the host's log has a level for what may hold patient data.</summary>
    public bool HasTrace => Version >= s_logMessages;

    /// <summary>True when the host has the callbacks that tell of the connection.</summary>
    public bool HasSecondCallbacks => Version >= s_secondCallbacks;

    public OrthancErrorCode Invoke(OrthancService service, void* parameters) =>
        (OrthancErrorCode)_context->InvokeService(_context, (int)service, parameters);

    /// <exception cref="ServiceException">The host says no.</exception>
    public void Require(OrthancService service, void* parameters)
    {
        var code = Invoke(service, parameters);
        if (code != OrthancErrorCode.Success)
            throw new ServiceException(code, $"The host's service {(int)service} ({service}) failed with {ErrorCodes.Describe((int)code)}.");
    }

    /// <summary>What the host shows of the plugin beside its name. It may decline: nothing depends on it.</summary>
    public void SetDescription(string text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        var value = HostMemory.NewString(text);
        var parameters = new OrthancSetPluginProperty { Plugin = _name, Property = OrthancProperty.Description, Value = value };
        Invoke(OrthancService.SetPluginProperty, &parameters);
        System.Runtime.InteropServices.NativeMemory.Free(value);
    }

    public void Log(HostLogLevel level, string line)
    {
        var text = HostMemory.NewString(HasTrace ? line : $"{Name}: {line}");
        try
        {
            if (HasTrace)
            {
                var parameters = new OrthancLogMessage
                {
                    Message = text,
                    Plugin = _name,
                    File = _name,
                    Category = OrthancLogCategory.Generic,
                    Level = level switch
                    {
                        HostLogLevel.Error => OrthancLogLevel.Error,
                        HostLogLevel.Warning => OrthancLogLevel.Warning,
                        HostLogLevel.Information => OrthancLogLevel.Info,
                        _ => OrthancLogLevel.Trace,
                    },
                };
                Invoke(OrthancService.LogMessage, &parameters);
            }
            else if (level != HostLogLevel.Trace)
            {
                var service = level switch
                {
                    HostLogLevel.Error => OrthancService.LogError,
                    HostLogLevel.Warning => OrthancService.LogWarning,
                    _ => OrthancService.LogInfo,
                };
                Invoke(service, text);
            }
        }
        finally
        {
            System.Runtime.InteropServices.NativeMemory.Free(text);
        }
    }

    /// <summary>A text that a service without arguments gives; null when it gives none.</summary>
    public string? GetText(OrthancService service)
    {
        byte* result = null;
        var parameters = new OrthancRetrieveDynamicString { Result = &result };
        Require(service, &parameters);
        return Take(result);
    }

    /// <summary>The text of a string that the host handed over, which is freed.</summary>
    public string? Take(byte* text)
    {
        var copy = HostMemory.Text(text);
        _context->Free(text);
        return copy;
    }

    /// <summary>The content of a buffer that the host handed over, which is freed.</summary>
    public byte[] Take(OrthancMemoryBuffer buffer)
    {
        try
        {
            return HostMemory.Bytes(buffer.Data, buffer.Size).ToArray();
        }
        finally
        {
            _context->Free(buffer.Data);
        }
    }

    /// <summary>GET of the host's REST interface; null when there is no such resource.</summary>
    public byte[]? Get(string path)
    {
        OrthancMemoryBuffer target = default;
        fixed (byte* uri = Utf8(path))
        {
            var parameters = new OrthancRestApiGet { Target = &target, Uri = uri };
            return Answer(OrthancService.RestApiGet, Invoke(OrthancService.RestApiGet, &parameters), target);
        }
    }

    /// <summary>POST of the host's REST interface; null when there is no such resource.</summary>
    public byte[]? Post(string path, ReadOnlySpan<byte> body)
    {
        OrthancMemoryBuffer target = default;
        fixed (byte* uri = Utf8(path))
        fixed (byte* content = body)
        {
            var parameters = new OrthancRestApiPostPut { Target = &target, Uri = uri, Body = content, BodySize = (uint)body.Length };
            return Answer(OrthancService.RestApiPost, Invoke(OrthancService.RestApiPost, &parameters), target);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private byte[]? Answer(OrthancService service, OrthancErrorCode code, OrthancMemoryBuffer target) => code switch
    {
        OrthancErrorCode.Success => Take(target),
        OrthancErrorCode.UnknownResource or OrthancErrorCode.InexistentItem => null,
        _ => throw new ServiceException(code, $"The host's service {service} failed with {ErrorCodes.Describe((int)code)}."),
    };
}
