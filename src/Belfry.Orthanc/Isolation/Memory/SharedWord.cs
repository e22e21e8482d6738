using System.Runtime.CompilerServices;

namespace Belfry.Orthanc.Isolation.Memory;

/// <summary>A 32-bit word that two processes share. The other one may write anything into it at any time.</summary>
internal readonly unsafe struct SharedWord(uint* address)
{
    /// <summary>Where it lies, for the system call that waits for it.</summary>
    public uint* Address => address;

    public uint Read() => Volatile.Read(ref Unsafe.AsRef<uint>(address));

    public void Write(uint value) => Volatile.Write(ref Unsafe.AsRef<uint>(address), value);

    public void Increment() => Interlocked.Increment(ref Unsafe.AsRef<uint>(address));

    public void Decrement() => Interlocked.Decrement(ref Unsafe.AsRef<uint>(address));
}
