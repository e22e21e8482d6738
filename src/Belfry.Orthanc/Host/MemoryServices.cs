using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Host;

/// <summary>Services 38 and 40: blocks that a plugin fills and hands back, for instance from a transcoder.</summary>
internal static unsafe class MemoryServices
{
    /// <summary>38: up to 4 GiB − 1.</summary>
    public static OrthancErrorCode Create(OrthancCreateMemoryBuffer* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        parameters->Target->Data = Allocate(parameters->Size);
        parameters->Target->Size = parameters->Size;
        return OrthancErrorCode.Success;
    }

    /// <summary>40: of any size.</summary>
    public static OrthancErrorCode Create64(OrthancCreateMemoryBuffer64* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        parameters->Target->Data = Allocate(parameters->Size);
        parameters->Target->Size = parameters->Size;
        return OrthancErrorCode.Success;
    }

    // A size of zero is no block at all, as everywhere in the interface.
    private static void* Allocate(ulong size) => size == 0 ? null : NativeMemory.Alloc(checked((nuint)size));
}
