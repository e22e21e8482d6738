namespace Belfry.Web;

/// <summary>What of a resource is shown (<c>ResponseContent</c>); its identifier and type always are.</summary>
[Flags]
internal enum ResourceContents
{
    None = 0,
    MainDicomTags = 1,
    RequestedTags = 2,
    Metadata = 4,
    Status = 8,
    Parent = 16,
    Children = 32,
    Labels = 64,
    Attachments = 128,
    IsStable = 256,
    IsProtected = 512,

    /// <summary>What is shown of a resource that is expanded.</summary>
    Expanded = MainDicomTags | RequestedTags | Status | Parent | Children | Labels | IsStable | IsProtected,
}
