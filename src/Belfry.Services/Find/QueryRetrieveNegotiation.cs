using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>Reads and writes the bytes of <see cref="QueryRetrieveOptions"/>.</summary>
internal static class QueryRetrieveNegotiation
{
    private const int MostBytes = 7;

    /// <summary>What the bytes ask for or grant.</summary>
    public static QueryRetrieveOptions Read(ReadOnlySpan<byte> information)
    {
        var options = QueryRetrieveOptions.None;
        for (var i = 0; i < Math.Min(information.Length, MostBytes); i++)
        {
            if (information[i] == 1)
                options |= (QueryRetrieveOptions)(1 << i);
        }

        return options;
    }

    /// <summary>The bytes that propose options: up to the last that is wanted.</summary>
    public static ReadOnlyMemory<byte> Propose(QueryRetrieveOptions options)
    {
        List<byte> bytes = [];
        for (var i = 0; i < MostBytes && (int)options >> i != 0; i++)
            bytes.Add(options.HasFlag((QueryRetrieveOptions)(1 << i)) ? (byte)1 : (byte)0);
        return bytes.ToArray();
    }

    /// <summary>The answer: as many bytes as were proposed, 1 where both sides want it.</summary>
    public static ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> proposed, QueryRetrieveOptions granted)
    {
        var answer = new byte[Math.Min(proposed.Length, MostBytes)];
        for (var i = 0; i < answer.Length; i++)
            answer[i] = proposed[i] == 1 && granted.HasFlag((QueryRetrieveOptions)(1 << i)) ? (byte)1 : (byte)0;
        return answer;
    }

    /// <summary>What was agreed for a SOP class of an association.</summary>
    public static QueryRetrieveOptions Of(Association association, DicomUid sopClass)
    {
        foreach (var negotiation in association.Accept.UserInformation.ExtendedNegotiations)
        {
            if (negotiation.SopClassUid == sopClass)
                return Read(negotiation.ServiceClassApplicationInformation.Span);
        }

        return QueryRetrieveOptions.None;
    }
}
