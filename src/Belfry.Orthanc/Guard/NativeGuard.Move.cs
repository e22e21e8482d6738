namespace Belfry.Orthanc.Guard;

/// <content>The four functions of a move registration.</content>
internal sealed unsafe partial class NativeGuard
{
    private readonly delegate* unmanaged[Cdecl]<nint, int, byte**, byte*, byte*, byte*, ushort, nint*, byte*, nuint, int> _move;
    private readonly delegate* unmanaged[Cdecl]<nint, int, byte**, nint, byte*, ushort, nint*, byte*, nuint, int> _move2;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, uint*, byte*, nuint, int> _moveSize;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, int*, byte*, nuint, int> _moveApply;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, int> _moveFree;

    /// <summary>Calls a move callback of version 1 and returns its driver.</summary>
    /// <param name="callback">The function.</param>
    /// <param name="level">The level.</param>
    /// <param name="identifiers">Patient ID, accession number, UIDs of study, series and instance; null where there is none.</param>
    /// <param name="originator">The calling AE title.</param>
    /// <param name="source">The called AE title.</param>
    /// <param name="target">The move destination.</param>
    /// <param name="messageId">The message ID of the request.</param>
    public nint Move(nint callback, int level, byte** identifiers, byte* originator, byte* source, byte* target, ushort messageId)
    {
        if (!IsPresent)
        {
            return ((delegate* unmanaged[Cdecl]<int, byte*, byte*, byte*, byte*, byte*, byte*, byte*, byte*, ushort, nint>)callback)(
                level, identifiers[0], identifiers[1], identifiers[2], identifiers[3], identifiers[4], originator, source, target, messageId);
        }

        nint driver;
        var message = stackalloc byte[MessageSize];
        Check(_move(callback, level, identifiers, originator, source, target, messageId, &driver, message, MessageSize), message);
        return driver;
    }

    /// <summary>Calls a move callback of version 2 and returns its driver.</summary>
    public nint Move2(nint callback, int level, byte** identifiers, nint connection, byte* target, ushort messageId)
    {
        if (!IsPresent)
        {
            return ((delegate* unmanaged[Cdecl]<int, byte*, byte*, byte*, byte*, byte*, nint, byte*, ushort, nint>)callback)(
                level, identifiers[0], identifiers[1], identifiers[2], identifiers[3], identifiers[4], connection, target, messageId);
        }

        nint driver;
        var message = stackalloc byte[MessageSize];
        Check(_move2(callback, level, identifiers, connection, target, messageId, &driver, message, MessageSize), message);
        return driver;
    }

    /// <summary>Calls getMoveSize.</summary>
    public uint MoveSize(nint function, nint driver)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<nint, uint>)function)(driver);
        uint result;
        var message = stackalloc byte[MessageSize];
        Check(_moveSize(function, driver, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>Calls applyMove.</summary>
    public int ApplyMove(nint function, nint driver)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<nint, int>)function)(driver);
        int result;
        var message = stackalloc byte[MessageSize];
        Check(_moveApply(function, driver, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>Calls freeMove.</summary>
    public void FreeMove(nint function, nint driver)
    {
        if (!IsPresent)
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)function)(driver);
            return;
        }

        var message = stackalloc byte[MessageSize];
        Check(_moveFree(function, driver, message, MessageSize), message);
    }
}
