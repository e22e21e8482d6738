using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Belfry.Sdk;

namespace Belfry.Server.Plugins;

/// <summary>What can be known of an assembly without loading it.</summary>
/// <param name="IsAssembly">False for a file that is no .NET assembly.</param>
/// <param name="SdkVersion">The version of Belfry.Sdk that it was built for; null when it does not use it.</param>
/// <param name="Plugins">The classes marked as plugins.</param>
internal sealed record AssemblyFacts(bool IsAssembly, Version? SdkVersion, IReadOnlyList<PluginMark> Plugins)
{
    private static readonly AssemblyFacts _none = new(false, null, []);

    public static AssemblyFacts Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var image = new PEReader(stream);
            return image.HasMetadata ? Read(image.GetMetadataReader()) : _none;
        }
        catch (BadImageFormatException)
        {
            return _none;
        }
    }

    private static AssemblyFacts Read(MetadataReader metadata)
    {
        var sdk = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Where(reference => metadata.StringComparer.Equals(reference.Name, "Belfry.Sdk"))
            .Select(reference => reference.Version).FirstOrDefault();
        var types = from handle in metadata.TypeDefinitions
                    let type = metadata.GetTypeDefinition(handle)
                    let mark = type.GetCustomAttributes().FirstOrDefault(attribute => IsMark(metadata, attribute))
                    where !mark.IsNil
                    let space = metadata.GetString(type.Namespace)
                    let name = metadata.GetString(type.Name)
                    select new PluginMark(space.Length == 0 ? name : $"{space}.{name}", NameOf(metadata, mark));
        return new AssemblyFacts(true, sdk, [.. types]);
    }

    // ECMA-335 §II.23.3: a prolog of 0001H, then the arguments of the constructor, of which the name is the first.
    private static string NameOf(MetadataReader metadata, CustomAttributeHandle handle)
    {
        var value = metadata.GetBlobReader(metadata.GetCustomAttribute(handle).Value);
        return value.ReadUInt16() == 1 ? value.ReadSerializedString() ?? "" : "";
    }

    private static bool IsMark(MetadataReader metadata, CustomAttributeHandle handle)
    {
        var constructor = metadata.GetCustomAttribute(handle).Constructor;
        if (constructor.Kind != HandleKind.MemberReference)
            return false;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, nameof(BelfryPluginAttribute));
    }
}
