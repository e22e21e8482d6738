namespace Belfry.Orthanc.Guard;

/// <content>The functions of a storage commitment registration.</content>
internal sealed unsafe partial class NativeGuard
{
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, byte*, byte*, byte**, byte**, uint, byte*, byte*, int*, byte*, nuint, int> _commitment;
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, byte*, byte*, byte**, byte**, uint, nint, int*, byte*, nuint, int> _commitment2;
    private readonly delegate* unmanaged[Cdecl]<nint, int*, nint, byte*, byte*, int*, byte*, nuint, int> _commitmentLookup;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, int> _commitmentDestructor;

    /// <summary>Calls a factory of version 1 and returns its code.</summary>
    /// <param name="factory">The function.</param>
    /// <param name="handler">Receives what the factory makes.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="transactionUid">The transaction.</param>
    /// <param name="classes">Referenced SOP Class UIDs.</param>
    /// <param name="instances">Referenced SOP Instance UIDs.</param>
    /// <param name="count">How many there are of each.</param>
    /// <param name="remoteAet">The calling AE title.</param>
    /// <param name="calledAet">The called AE title.</param>
    public int Commitment(
        nint factory, nint* handler, byte* jobId, byte* transactionUid, byte** classes, byte** instances, uint count, byte* remoteAet, byte* calledAet)
    {
        if (!IsPresent)
        {
            return ((delegate* unmanaged[Cdecl]<nint*, byte*, byte*, byte**, byte**, uint, byte*, byte*, int>)factory)(
                handler, jobId, transactionUid, classes, instances, count, remoteAet, calledAet);
        }

        int result;
        var message = stackalloc byte[MessageSize];
        Check(
            _commitment(factory, handler, jobId, transactionUid, classes, instances, count, remoteAet, calledAet, &result, message, MessageSize),
            message);
        return result;
    }

    /// <summary>Calls a factory of version 2 and returns its code.</summary>
    public int Commitment2(
        nint factory, nint* handler, byte* jobId, byte* transactionUid, byte** classes, byte** instances, uint count, nint connection)
    {
        if (!IsPresent)
        {
            return ((delegate* unmanaged[Cdecl]<nint*, byte*, byte*, byte**, byte**, uint, nint, int>)factory)(
                handler, jobId, transactionUid, classes, instances, count, connection);
        }

        int result;
        var message = stackalloc byte[MessageSize];
        Check(
            _commitment2(factory, handler, jobId, transactionUid, classes, instances, count, connection, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>Calls a lookup and returns its code.</summary>
    /// <param name="lookup">The function.</param>
    /// <param name="reason">Receives why the instance is not committed.</param>
    /// <param name="handler">What the factory made.</param>
    /// <param name="sopClass">Referenced SOP Class UID.</param>
    /// <param name="sopInstance">Referenced SOP Instance UID.</param>
    public int CommitmentLookup(nint lookup, int* reason, nint handler, byte* sopClass, byte* sopInstance)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<int*, nint, byte*, byte*, int>)lookup)(reason, handler, sopClass, sopInstance);
        int result;
        var message = stackalloc byte[MessageSize];
        Check(_commitmentLookup(lookup, reason, handler, sopClass, sopInstance, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>Calls a destructor.</summary>
    public void CommitmentDestructor(nint destructor, nint handler)
    {
        if (!IsPresent)
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)destructor)(handler);
            return;
        }

        var message = stackalloc byte[MessageSize];
        Check(_commitmentDestructor(destructor, handler, message, MessageSize), message);
    }
}
