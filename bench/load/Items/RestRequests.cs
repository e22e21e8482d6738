using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Belfry.LoadBench.Items;

/// <summary>Requests of the REST interface as they go over the wire, and the identifiers that resources have there.</summary>
internal static class RestRequests
{
    /// <summary>A query by POST, with places for numbers and dates.</summary>
    /// <param name="level">As the interface calls it.</param>
    /// <param name="key">A keyword.</param>
    /// <param name="value">What it must have; a place of <see cref="NumberedBytes"/> in it.</param>
    /// <param name="isExpanded">True asks for the resources, false for their identifiers.</param>
    public static NumberedBytes Find(string level, string key, string value, bool isExpanded)
    {
        byte[] request = Post("/tools/find", "application/json", Encoding.Latin1.GetBytes(
            $$$"""{"Level":"{{{level}}}","Expand":{{{(isExpanded ? "true" : "false")}}},"Query":{"{{{key}}}":"{{{value}}}"}}"""));
        return new NumberedBytes(request, request.Length);
    }

    /// <summary>An upload of an image as Part 10 file, with places for its numbers.</summary>
    public static NumberedBytes Upload(int pixelBytes)
    {
        byte[] request = Post("/instances", "application/dicom", Image.File(pixelBytes).Bytes);
        return new NumberedBytes(request, Math.Min(request.Length, 4096));
    }

    public static byte[] Get(string path) => Encoding.Latin1.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /// <summary>The lines in front of a body of so many bytes.</summary>
    public static byte[] PostHead(string path, string contentType, long length) => Encoding.Latin1.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: {length}\r\n\r\n"));

    public static string PatientId(long study) => Identifier(Patient(study));

    public static string StudyId(long study) => Identifier($"{Patient(study)}|{NumberedBytes.StudyUidOf(study)}");

    public static string SeriesId(long study) => Identifier(Series(study));

    /// <summary>The identifier of an instance of a study whose series has the same number.</summary>
    public static string InstanceId(long study, long instance) => Identifier($"{Series(study)}|{NumberedBytes.InstanceUidOf(instance)}");

    private static byte[] Post(string path, string contentType, byte[] body) => [.. PostHead(path, contentType, body.Length), .. body];

    private static string Series(long study) => $"{Patient(study)}|{NumberedBytes.StudyUidOf(study)}|{NumberedBytes.SeriesUidOf(study)}";

    private static string Patient(long study) => NumberedBytes.PatientIdOf(study);

    private static string Identifier(string names)
    {
        string hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.Latin1.GetBytes(names)));
        return $"{hash[..8]}-{hash[8..16]}-{hash[16..24]}-{hash[24..32]}-{hash[32..]}";
    }
}
