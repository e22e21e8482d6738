using System.Security.Cryptography;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Host;

/// <summary>Services 24 and 25: digests as hexadecimal text in lower case. They name things; nothing is protected by them.</summary>
internal static unsafe class HashServices
{
    /// <summary>24.</summary>
    public static OrthancErrorCode Md5(OrthancComputeHash* parameters)
    {
#pragma warning disable CA5351 // The interface says which digest.
        return Return(parameters, MD5.HashData(HostMemory.Bytes(parameters->Buffer, parameters->Size)));
#pragma warning restore CA5351
    }

    /// <summary>25.</summary>
    public static OrthancErrorCode Sha1(OrthancComputeHash* parameters)
    {
#pragma warning disable CA5350 // The interface says which digest.
        return Return(parameters, SHA1.HashData(HostMemory.Bytes(parameters->Buffer, parameters->Size)));
#pragma warning restore CA5350
    }

    private static OrthancErrorCode Return(OrthancComputeHash* parameters, byte[] digest)
    {
        if (parameters->Result == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Result = HostMemory.NewString(Convert.ToHexStringLower(digest));
        return OrthancErrorCode.Success;
    }
}
