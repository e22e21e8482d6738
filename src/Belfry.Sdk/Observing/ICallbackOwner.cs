namespace Belfry.Sdk;

/// <summary>A handler behind which is another's code, such as a native plugin: measurements name that one.</summary>
internal interface ICallbackOwner
{
    /// <summary>Whose code is called; the same object each time.</summary>
    string OwnerName { get; }
}
