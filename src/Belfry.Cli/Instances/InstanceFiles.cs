using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Cli.Instances;

/// <summary>A file that a command line names, or that lies in a folder that it names.</summary>
/// <param name="Path">The path.</param>
/// <param name="Instance">What is in it; null when it is no DICOM file or cannot be read.</param>
/// <param name="Problem">Why not; null when it is one, or when it only lay in a folder and is none.</param>
internal sealed record InstanceFile(string Path, InstanceSource? Instance, string? Problem);

/// <summary>Finds DICOM files: the ones named, and those in the folders named and below, in the order of their names.</summary>
internal static class InstanceFiles
{
    public static IEnumerable<InstanceFile> Find(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return Read(path, isNamed: true);
                continue;
            }

            var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.System };
            foreach (var file in Directory.EnumerateFiles(path, "*", options).Order(StringComparer.Ordinal))
                yield return Read(file, isNamed: false);
        }
    }

    private static InstanceFile Read(string path, bool isNamed)
    {
        try
        {
            return new InstanceFile(path, InstanceSource.FromFile(path), null);
        }
        catch (DicomFormatException fault)
        {
            // A folder may hold other things, too.
            return new InstanceFile(path, null, isNamed ? fault.Message : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new InstanceFile(path, null, fault.Message);
        }
    }
}
