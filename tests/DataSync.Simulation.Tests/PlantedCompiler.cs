using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DataSync.Simulation.Tests;

/// <summary>Compiles Core and the simulation into one assembly, with one piece of the text replaced.</summary>
internal static class PlantedCompiler
{
    private const string Prefix = "source/";

    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);
    private static readonly Dictionary<string, string> Sources = ReadSources();

    private static readonly Dictionary<string, SyntaxTree> Trees =
        Sources.ToDictionary(s => s.Key, s => CSharpSyntaxTree.ParseText(s.Value, Parsing, s.Key), StringComparer.Ordinal);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>How often the bug's piece stands in its file.</summary>
    public static int CountPieces(PlantedBug bug) => Sources[bug.File].Split(bug.Piece).Length - 1;

    /// <summary>Loads the planted version apart from everything else; the context can be unloaded.</summary>
    public static (AssemblyLoadContext Context, Assembly Assembly) Compile(PlantedBug bug)
    {
        var planted = CSharpSyntaxTree.ParseText(Sources[bug.File].Replace(bug.Piece, bug.Instead, StringComparison.Ordinal), Parsing, bug.File);
        var trees = Trees.Where(t => t.Key != bug.File).Select(t => t.Value);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Disable);
        var compilation = CSharpCompilation.Create("Planted", [.. trees, planted, CSharpSyntaxTree.ParseText(GlobalUsings, Parsing)], References, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        image.Position = 0;
        var context = new AssemblyLoadContext(bug.Name, isCollectible: true);
        return (context, context.LoadFromStream(image));
    }

    private static Dictionary<string, string> ReadSources()
    {
        var assembly = typeof(PlantedCompiler).Assembly;
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            sources.Add(name[Prefix.Length..].Replace('\\', '/'), reader.ReadToEnd().ReplaceLineEndings("\n"));
        }

        return sources;
    }
}
