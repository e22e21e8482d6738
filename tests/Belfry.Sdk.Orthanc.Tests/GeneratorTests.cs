using System.Collections.Immutable;
using Belfry.Sdk.Orthanc.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Belfry.Sdk.Orthanc.Tests;

/// <summary>What the source generator writes, and what it says about classes that cannot be exported.</summary>
public sealed class GeneratorTests
{
    private const string Handler =
        "IWorklistHandler { public System.Collections.Generic.IAsyncEnumerable<Belfry.Dicom.DicomDataSet> FindAsync("
        + "WorklistRequest r, System.Threading.CancellationToken c) => throw null; ";

    public static TheoryData<string, string> Faulty => new()
    {
        { "BELFRY001", "class P : " + Handler + "}" },
        { "BELFRY002", "[BelfryPlugin(\"a\")] public class P : " + Handler + "} [BelfryPlugin(\"b\")] public class Q : " + Handler + "}" },
        { "BELFRY003", "[BelfryPlugin(\"a\")] public abstract class P : " + Handler + "}" },
        { "BELFRY003", "[BelfryPlugin(\"a\")] public class P<T> : " + Handler + "}" },
        { "BELFRY003", "public class O<T> { [BelfryPlugin(\"a\")] public class P : " + Handler + "} }" },
        { "BELFRY004", "[BelfryPlugin(\"a\")] public class P : " + Handler + " public P(int i) {} }" },
        { "BELFRY004", "[BelfryPlugin(\"a\")] public class P : " + Handler + " private P() {} }" },
        { "BELFRY005", "[BelfryPlugin(\"a\")] public class P { }" },
    };

    [Theory]
    [InlineData("", "new global::N.P()")]
    [InlineData("public P(IPluginHost host) {}", "new global::N.P(host)")]
    [InlineData("public P() {} public P(IPluginHost host) {}", "new global::N.P(host)")]
    public void Generate_MarkedClass_WritesFourExportsThatCompile(string constructors, string made)
    {
        const string mark = "[BelfryPlugin(\"a \\\"b\\\"\", Version = \"2.5\", Description = \"says \\\"c\\\"\")]";
        var (output, diagnostics) = Run(mark + " public class P : " + Handler + constructors + "}");
        Assert.Empty(diagnostics);
        var source = Assert.Single(output.SyntaxTrees.Skip(1)).ToString();
        foreach (var export in new[] { "OrthancPluginInitialize", "OrthancPluginFinalize", "OrthancPluginGetName", "OrthancPluginGetVersion" })
            Assert.Contains($"EntryPoint = \"{export}\"", source, StringComparison.Ordinal);
        Assert.Contains(made, source, StringComparison.Ordinal);
        Assert.Contains("\"2.5\"", source, StringComparison.Ordinal);
        Assert.Contains("\"says \\\"c\\\"\"", source, StringComparison.Ordinal);
        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void Generate_NoVersionInTheMark_TakesThatOfTheAssembly() =>
        Assert.Contains("\"0.0.0\"", Assert.Single(Run("[BelfryPlugin(\"a\")] public class P : " + Handler + "}").Output.SyntaxTrees.Skip(1)).ToString(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Generate_ClassThatCannotBeExported_SaysWhy(string id, string classes)
    {
        var (output, diagnostics) = Run(classes);
        Assert.All(diagnostics, d => Assert.Equal((id, DiagnosticSeverity.Error), (d.Id, d.Severity)));
        Assert.NotEmpty(diagnostics);
        Assert.Single(output.SyntaxTrees);
    }

    [Theory]
    [InlineData("")]
    [InlineData("false")]
    public void Generate_NotAskedFor_WritesNothing(string property)
    {
        var (output, diagnostics) = Run("[BelfryPlugin(\"a\")] public class P { }", property);
        Assert.Empty(diagnostics);
        Assert.Single(output.SyntaxTrees);
    }

    private static (Compilation Output, ImmutableArray<Diagnostic> Diagnostics) Run(string classes, string property = "true")
    {
        var paths = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var tree = CSharpSyntaxTree.ParseText("using Belfry.Sdk; namespace N { " + classes + " }", new CSharpParseOptions(LanguageVersion.Latest));
        var compilation = CSharpCompilation.Create(
            "Plugin", [tree], paths.Select(static path => MetadataReference.CreateFromFile(path)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var driver = CSharpGeneratorDriver.Create(
            [new ExportGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)tree.Options, optionsProvider: new Options(property));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics, TestContext.Current.CancellationToken);
        return (output, diagnostics);
    }

    private sealed class Options(string property) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new One(property);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class One(string property) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = key == "build_property.PublishBelfryAsOrthancPlugin" ? property : null;
                return value is not null;
            }
        }
    }
}
