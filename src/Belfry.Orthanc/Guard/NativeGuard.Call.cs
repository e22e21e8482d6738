namespace Belfry.Orthanc.Guard;

/// <content>Callbacks whose arguments and result are numbers and addresses.</content>
internal sealed unsafe partial class NativeGuard
{
    // What the guard reads at most; what a function does not take is not looked at.
    private const int MaxArguments = 10;

    private readonly delegate* unmanaged[Cdecl]<nint, nint*, uint, nint*, byte*, nuint, int> _call;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, float*, byte*, nuint, int> _callFloat;

    /// <summary>Calls a function and returns its result, of which a result of 32 bits is the lower half.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Up to ten numbers and addresses.</param>
    /// <exception cref="PluginThrewException">A C++ exception left it.</exception>
    public nint Call(nint function, params ReadOnlySpan<nint> arguments)
    {
        var a = stackalloc nint[MaxArguments];
        new Span<nint>(a, MaxArguments).Clear();
        arguments.CopyTo(new Span<nint>(a, MaxArguments));
        if (!IsPresent)
        {
            return arguments.Length <= 6
                ? ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint>)function)(a[0], a[1], a[2], a[3], a[4], a[5])
                : ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint>)function)(
                    a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
        }

        nint result;
        var message = stackalloc byte[MessageSize];
        Check(_call(function, a, (uint)arguments.Length, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>The same for a function that returns a code.</summary>
    public int CallForCode(nint function, params ReadOnlySpan<nint> arguments) => (int)Call(function, arguments);

    /// <summary>Calls a function that takes one address and returns a fraction.</summary>
    public float CallForFloat(nint function, nint argument)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<nint, float>)function)(argument);
        float result;
        var message = stackalloc byte[MessageSize];
        Check(_callFloat(function, argument, &result, message, MessageSize), message);
        return result;
    }
}
