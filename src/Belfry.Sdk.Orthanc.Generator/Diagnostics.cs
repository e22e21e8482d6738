using Microsoft.CodeAnalysis;

namespace Belfry.Sdk.Orthanc.Generator;

/// <summary>Why a project cannot be exported; errors of the compiler.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NoMark = New(
        "BELFRY001", "No plugin", "No class is marked with [BelfryPlugin], so there is nothing to export to Orthanc");

    public static readonly DiagnosticDescriptor SeveralMarks = New(
        "BELFRY002", "Several plugins", "'{0}' is not the only class marked with [BelfryPlugin]; a library for Orthanc holds one plugin");

    public static readonly DiagnosticDescriptor CannotBeMade = New(
        "BELFRY003", "Abstract or generic plugin", "'{0}' is abstract or generic, so no object can be made of it");

    public static readonly DiagnosticDescriptor NoConstructor = New(
        "BELFRY004", "No usable constructor", "'{0}' has no public constructor that takes nothing or an IPluginHost");

    public static readonly DiagnosticDescriptor NoHandler = New(
        "BELFRY005",
        "No handler",
        "'{0}' implements none of IWorklistHandler, IFindHandler, IRetrieveHandler and IStorageCommitmentHandler; Orthanc has no place for others");

    private static DiagnosticDescriptor New(string id, string title, string message) =>
        new(id, title, message, "Belfry.Export", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
